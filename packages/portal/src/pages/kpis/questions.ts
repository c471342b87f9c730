/** What questions about the scores of one use case begin with. */

import type { Question } from "../../api/questions";
import type { View } from "../../state/view";

export function scoreQuestion(view: View, useCase: string): Omit<Question, "metrics"> {
  const { from, to, zone } = view;
  const others = view.filters.filter((filter) => filter.field !== "use_case");
  return { from, to, zone, filters: [...others, { field: "use_case", op: "in", values: [useCase] }] };
}
