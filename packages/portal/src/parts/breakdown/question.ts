/** What a breakdown asks for its chart. */

import type { Question } from "../../api/questions";
import type { View } from "../../state/view";
import { dimensionLabel } from "../../text/metrics";

/** As many series are drawn; the rest is one. */
const SERIES = 8;

/** The largest series over time. */
export function seriesQuestion({ question, grain }: View, by: readonly string[], metric: string): Question {
  const { compare: _drawnOnce, ...range } = question;
  return { ...range, metrics: [metric], by: [...by], grain, top: SERIES };
}

/** `Use case and version`. */
export function dimensionsLabel(by: readonly string[]): string {
  const [first = "", ...others] = by.map(dimensionLabel);
  return [first, ...others.map((label) => label.toLowerCase())].join(" and ");
}
