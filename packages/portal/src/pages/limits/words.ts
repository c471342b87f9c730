/** The words of the limits pages. */

import type { State } from "./amounts";

export const words = {
  title: "Limits",
  answers: "How much may be spent, and how much of it is?",
  list: "State and spend",
  create: "New limit",
  edit: "Edit",
  reset: "Reset",
  automatic: "Also automatic limits",
  automaticMeaning: "Those made for each instance from the template of its use case",
  find: "Find by name or id",
  allStates: "All",
  none: "No limit yet. A limit adds up the cost of the requests that name it, warns, and can refuse.",
  nothingFound: "No limit is called that.",
  neverCharged: "never",
  running: "Running period",
  changes: "Changes",
  audit: "Who changed it",
  noName: "Give it a name.",
  noAmount: "Give an amount in US dollars, such as 25 or 0.05.",
  noThreshold: "Give 75 to 99 per cent, or nothing.",
  noReset: "A reset cannot be undone: the closed period stays in the history.",
  deleteKeeps: "What requests were charged stays with them, and so does the history. Its id is free again.",
  deleteUndo: "Undoing makes it again with the same id and settings; its spend begins at zero.",
} as const;

export const STATES: Record<State, { label: string; sign: string; colour: string; meaning: string }> = {
  ok: {
    label: "ok",
    sign: "●",
    colour: "var(--good)",
    meaning: "Spend is below the threshold.",
  },
  exceeded: {
    label: "exceeded",
    sign: "▲",
    colour: "var(--warn)",
    meaning: "The threshold is exceeded. This warns only: calls still pass.",
  },
  overrun: {
    label: "overrun",
    sign: "■",
    colour: "var(--bad)",
    meaning: "Spend is above the maximum.",
  },
};

export const TYPES = {
  allow: "Goes on past its maximum, and counts what is above as overrun.",
  block: "Refuses calls through the proxy once spend is above its maximum.",
} as const;

export const ENFORCEMENTS = {
  soft: "Checked before a call, charged after it: calls in flight may pass the maximum.",
  hard: "The most a call may cost is reserved before it: spend never passes the maximum.",
} as const;
