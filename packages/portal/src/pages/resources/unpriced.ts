/** Usage without a price, and the price that it wants. Pure. */

/** A line of usage that no price was known for. */
export interface UnpricedLine {
  category: string;
  resource: string;
  unit: string;
  side: "input" | "output";
  requests: number;
  count: number;
  first: string;
  last: string;
}

/** What the form of a new price begins with: every unit of the resource without one, since the first of them. */
export function beginOf({ category, resource }: UnpricedLine, lines: readonly UnpricedLine[]) {
  const same = lines.filter((line) => line.category === category && line.resource === resource);
  const [start = ""] = same.map((line) => line.first).sort();
  return { category, resource, start, units: [...new Set(same.map((line) => line.unit))].join(",") };
}
