/** The words of the pages about KPIs and their standing. */

import type { Standing } from "../../api/kpis";
import { ENOUGH } from "../../api/kpis";

export const STANDINGS: Record<Standing, { label: string; meaning: string; colour: string; sign: string }> = {
  met: { label: "met", meaning: "The value reaches the goal.", colour: "var(--good)", sign: "●" },
  missed: { label: "missed", meaning: "The value does not reach the goal.", colour: "var(--bad)", sign: "▲" },
  few: {
    label: "not enough data",
    meaning: `Fewer than ${ENOUGH} scores: nothing is concluded.`,
    colour: "var(--quiet)",
    sign: "○",
  },
  none: {
    label: "no scores",
    meaning: "No instance in this range has a score.",
    colour: "var(--quiet)",
    sign: "○",
  },
  undirected: {
    label: "direction not set",
    meaning: "Nobody has said whether a higher or a lower number is better, so the goal cannot be judged.",
    colour: "var(--warn)",
    sign: "◇",
  },
};

export const words = {
  title: "KPIs",
  answers: "Does each feature meet its goals?",
  board: "Every KPI and its goal",
  none: "No KPI yet. A KPI says what a use case must achieve: define one on the page of the use case, and score its instances.",
  interval: "95 % interval",
  intervalMeaning:
    "What the scores leave open: were all possible instances scored, the value would lie here 95 times in 100.",
  split: "By user, account, resource or property",
  splitAbout:
    "An instance counts in every row that one of its requests is in, and once in the total. A value leads to its instances.",
  tabs: {
    user: "Users",
    account: "Accounts",
    resource: "Resources",
    "property:": "Properties",
  },
  create: "New KPI",
  nameHint:
    "1 to 64 characters without a slash. Versions and use cases are compared by this name; it cannot change later.",
  typeHint: "How a score is read. It cannot change later.",
  goalChanges: (version: string) =>
    `A new goal holds from version ${version} on; what earlier versions were held against stays.`,
  booleanGoal: "The share of yes to reach, such as 0.25",
  directionHint: "Without it a number shows value and goal, and no verdict.",
  removeMeaning: "The KPI goes from all pages. The scores that were recorded stay with their instances.",
  gone: (name: string, useCase: string) =>
    `${useCase} has no KPI ${name}: it was deleted, or has another name.`,
  few: (n: number) => `With ${n} scores nothing is concluded yet: it takes ${ENOUGH}.`,
  coverage: "Instances with a score, of all instances of the use case in this range.",
} as const;
