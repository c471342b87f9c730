/** The words of the pages about use cases. */

export const words = {
  title: "Use Cases",
  table: "Use cases, their cost and goals",
  answers: "What is each feature used for, what does it cost, and does it meet its goals?",
  notDefined: "not defined",
  notDefinedMeaning: "Its definition was deleted, or never made. What was recorded stays under its name.",
  autoCreated: "created automatically",
  autoCreatedMeaning:
    "A request named this use case before anybody defined it. Describe it to say what it is.",
  logging: "logging",
  loggingMeaning: "Prompts and completions of its requests are kept, where the other two gates are open too.",
  none: "No use case yet. Define one, or name one in your program with @track(use_case_name=…).",
  create: "New Use Case",
  nameLabel: "Name",
  nameHint:
    "1 to 64 letters, digits, periods, hyphens and underscores; by custom lower_case_with_underscores. It cannot change later.",
  descriptionLabel: "Description",
  loggingLabel: "Logging Enabled",
  gates: "Prompts and completions are stored only where three gates are open:",
  gateClient: "the client: open unless a program sets log_prompt_and_response=False",
  gateUseCase: (open: boolean) => `this use case: ${open ? "open" : "closed"} by the box above`,
  gateApplication: (open: boolean | undefined) =>
    open === undefined
      ? "the application: Settings › Logging says"
      : `the application: ${open ? "open" : "closed, so nothing is stored until an owner opens it in Settings › Logging"}`,
  newVersion: "New version",
  edit: "Edit",
  remove: "Delete",
  versionNew: (next: number) => `New instances get version ${next}, unless a program names another version.`,
  versionRunning: "Instances that are under way keep their version for life.",
  versionGoals: (kpis: number | undefined) =>
    `Description, logging, automatic limit and ${kpis ?? "all"} KPIs go along. A goal that is changed later holds from the new version on.`,
  versionForGood: "There is no way back: versions only go up.",
  deletedStays: "Its requests, their cost, its instances and their scores stay, under its name.",
  deletedGone: "The definition, its automatic limit and its KPIs go.",
  deletedAgain:
    "A program that still names it creates it anew, where the application allows that; its version numbers go on.",
  template: "Automatic limit",
  templateMeaning: "A limit of its own for every new instance, named after it.",
  noTemplate: "New instances get no limit of their own.",
  blocks: "; past the maximum its further calls are refused.",
  allows: "; past the maximum it is called overrun, and goes on.",
  thresholdMeaning:
    "The part of the maximum from which an instance is called exceeded, such as 0.8; empty: none.",
  noAmount: "An amount such as 0.05",
  templateEffect: "Instances that exist already keep the limit they have, or have none.",
  templateSaved: (name: string) => `New instances of ${name} get this limit`,
  templateGone: (name: string) => `New instances of ${name} get no limit`,
  removeTemplate: "Remove the template",
  notesLabel: "What is new in it",
  notesHint: "Stands beside the version, and where charts show its beginning.",
  notes: "Notes",
  editNotes: (version: string) => `Notes on ${version}`,
  addNotes: "Add",
  begun: "Begun",
  begunMeaning:
    "When the version was begun, by whoever did. Of older versions that is not known: their first request is told.",
  firstSeen: (day: string) => `first seen ${day}`,
  since: "Seen since",
  sinceMeaning: "The first time in this range with a request of this version.",
} as const;
