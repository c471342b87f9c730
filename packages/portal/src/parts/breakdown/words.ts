export const words = {
  each: (dimension: string) => `Each ${dimension.toLowerCase()}`,
  how: "Tick rows to draw them alone; press one to see its distribution.",
  dashed: "Dashed: the whole, in the time before.",
  all: "all rows",
  distribution: "Distribution of",
  missing: (n: string) => `${n} have no value.`,
  pressBar: "Press a bar to see them.",
  growing: "The ranges grow by equal ratios.",
} as const;
