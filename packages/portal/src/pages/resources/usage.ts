/** What was used of late, by category and resource, as the server counted it. Pure. */

import { type Answer, type Row, rowsOf } from "../../api/questions";

export interface Usage {
  /** The cost of a category, decimal text, or null where it was not used. */
  ofCategory(category: string): string | null;
  /** The row of a resource: cost, requests, unpriced. */
  ofResource(category: string, resource: string): Row | undefined;
}

export function usageOf(byCategory: Answer | undefined, byResource: Answer | undefined): Usage {
  const categories = new Map(rows(byCategory).map((row) => [String(row.category), String(row.cost)]));
  const resources = new Map(rows(byResource).map((row) => [keyOf(row.category, row.resource), row]));
  return {
    ofCategory: (category) => categories.get(category) ?? null,
    ofResource: (category, resource) => resources.get(keyOf(category, resource)),
  };
}

const rows = (answer: Answer | undefined) => (answer ? rowsOf({ ...answer, other: null }) : []);
const keyOf = (category: unknown, resource: unknown) => JSON.stringify([category, resource]);

/** What was used first, the costliest leading; then one's own; then the managed ones, by name. */
export function ordered(categories: readonly string[], usage: Usage): string[] {
  const rank = (category: string) => {
    const cost = usage.ofCategory(category);
    if (cost !== null) return -1 - Number(cost);
    return category.startsWith("system.") ? 1 : 0;
  };
  return [...categories].sort((one, other) => rank(one) - rank(other) || one.localeCompare(other));
}
