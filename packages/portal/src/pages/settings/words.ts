/** The words of the settings of an application. */

export const words = {
  title: "Settings",
  answers: "Who and what may use this application, and what it keeps.",
  tabs: {
    keys: "API keys",
    members: "Members",
    logging: "Logging and retention",
    policy: "Policies",
    application: "Application",
    audit: "Audit log",
  },
  keysAbout: "Both keys are equal. Programs name one of them in the header xProxy-api-key.",
  keysHidden: "Only an Owner sees the keys of an application.",
  rotate: "Rotate",
  never: "never",
  rotation: "How to change a key while programs run",
  rotationSteps: [
    "Rotate the key that nothing uses: “last used” tells which one it is. Its new value is shown once.",
    "Put the new value into your programs, one after the other. Both keys work meanwhile.",
    "When “last used” of the other key stands still, rotate that one too: its old value is refused at once.",
  ],
  gates: "Which content is kept",
  gatesAbout:
    "Prompts and completions are stored only while all three gates are open. Cost, units, times, ids and properties are always kept.",
  wouldChange: "What saving will do",
  dangerName: "Type the name of the application to delete it",
} as const;
