export const words = {
  each: (dimension: string) => `Each ${dimension.toLowerCase()}`,
  how: "Tick rows to draw them alone; press one to see its distribution.",
  dashed: "Dashed: the whole, in the time before.",
  all: "all rows",
  distribution: "Distribution of",
  missing: (n: string) => `${n} have no value.`,
  pressBar: "Press a bar to see them.",
  growing: "The ranges grow by equal ratios.",
  worse: (what: string) => `Got worse: ${what.toLowerCase()}`,
  quarters: (last: string, first: string) =>
    `The last quarter of this range (${last}) against its first (${first}); the largest effect first.`,
  versions: "The highest version of the first quarter, and of the last.",
  impact:
    "What the change meant over the last quarter: of a price, the change times what it was paid for; of failures, what they wasted more; else, what the row cost more.",
  nothingWorse: "Nothing got worse.",
  few: (n: string) => `${n} more had fewer than 30 requests in one of the quarters: nothing is concluded.`,
  contribution: "The part of the rise of the whole that this row has; above 100% where others fell.",
} as const;
