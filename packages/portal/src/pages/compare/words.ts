/** The words of the comparison. */

export const words = {
  title: "Compare",
  answers: "Did the new version make it better, and at what price?",
  sides: "What is compared",
  sidesMeaning: "Any versions of any use cases. KPIs are matched by name; each side may have its own days.",
  first: "First side",
  against: "Held against it",
  ownDays: "Own days",
  pageDays: "Days of the page",
  add: "Add a side",
  removeSide: (name: string) => `Remove ${name}`,
  from: "From",
  to: "Until, not included",
  table: "Side by side",
  tableMeaning:
    "Every side is held against the first. A winner is named only where chance is an unlikely cause (p below 0.05) and both sides have 30 or more.",
  noSides:
    "There are no two versions to compare yet. Begin a second version of a use case, or choose two use cases.",
  intervalOf: (between: string) => `95% interval: ${between}`,
  detectable: (least: string) => `from ${least} on it would show`,
  verdicts: {
    better: "better",
    worse: "worse",
    different: "different",
    no_difference: "no difference to be seen",
    not_enough_data: "not enough data",
    not_tested: "not tested",
  },
} as const;
