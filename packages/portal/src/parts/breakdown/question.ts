/** What a breakdown asks for its chart. */

import type { Question } from "../../api/questions";
import { isAdditive } from "../../charts/timeline";
import type { View } from "../../state/view";
import { dimensionLabel } from "../../text/metrics";

/** As many series are drawn; the rest is one. */
const SERIES = 8;

/** The largest series over time: by the metric where parts add up, else by requests, for small ones vary most. */
export function seriesQuestion({ question, grain }: View, by: readonly string[], metric: string): Question {
  const { compare: _drawnOnce, ...range } = question;
  const largest = isAdditive(metric) ? metric : "requests";
  const metrics = [...new Set([metric, largest])];
  return { ...range, metrics, by: [...by], grain, order: `-${largest}`, top: SERIES };
}

/** `Use case and version`. */
export function dimensionsLabel(by: readonly string[]): string {
  const [first = "", ...others] = by.map(dimensionLabel);
  return [first, ...others.map((label) => label.toLowerCase())].join(" and ");
}
