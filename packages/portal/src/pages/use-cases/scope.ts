/** A view that looks at one use case alone. */

import type { Filter } from "../../api/questions";
import type { View } from "../../state/view";

/** The filters of a view with the use case among them. */
export function filtersWithin(view: View, useCase: string): Filter[] {
  const others = view.filters.filter((filter) => filter.field !== "use_case");
  return [...others, { field: "use_case", op: "in", values: [useCase] }];
}

/** What a question about the use case begins with. */
export function questionWithin(view: View, useCase: string): View["question"] {
  return { ...view.question, filters: filtersWithin(view, useCase) };
}
