/** What a breakdown asks for its chart and for its table. */

import type { Question } from "../../api/questions";
import { isAdditive } from "../../charts/timeline";
import type { Looked } from "../../state/view";
import { dimensionLabel } from "../../text/metrics";

/** As many series are drawn; the rest is one. */
const SERIES = 8;

/** The largest series over time: by the metric where parts add up, else by requests, for small ones vary most. */
export function seriesQuestion({ question, grain }: Looked, by: readonly string[], metric: string): Question {
  const { compare: _drawnOnce, ...range } = question;
  const largest = isAdditive(metric) ? metric : "requests";
  const metrics = [...new Set([metric, largest])];
  return { ...range, metrics, by: [...by], grain, order: `-${largest}`, top: SERIES };
}

/** As many rows a table has; the rest is one row. */
const ROWS = 200;

/** The rows by the metric that is drawn, and what stands beside it. */
export function tableQuestion(
  view: Looked,
  by: readonly string[],
  metric: string,
  beside: readonly string[],
): Question {
  const order = view.get("order") ?? `-${metric}`;
  return { ...view.question, metrics: [...new Set([metric, ...beside])], by: [...by], order, top: ROWS };
}

/** The metric that the address names, if it is one of those of the page, else the first of them. */
export function metricOf(view: Looked, metrics: readonly string[]): string {
  const named = view.get("metric");
  return named !== undefined && metrics.includes(named) ? named : (metrics[0] as string);
}

/** `Use case and version`. */
export function dimensionsLabel(by: readonly string[]): string {
  const [first = "", ...others] = by.map(dimensionLabel);
  return [first, ...others.map((label) => label.toLowerCase())].join(" and ");
}
