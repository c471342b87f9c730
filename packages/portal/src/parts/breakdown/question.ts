/** What a breakdown asks for its chart. */

import type { Question } from "../../api/questions";
import type { View } from "../../state/view";

/** As many series are drawn; the rest is one. */
const SERIES = 8;

/** The largest series over time. */
export function seriesQuestion({ question, grain }: View, by: string, metric: string): Question {
  const { compare: _drawnOnce, ...range } = question;
  return { ...range, metrics: [metric], by: [by], grain, top: SERIES };
}
