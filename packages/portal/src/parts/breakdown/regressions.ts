/** What got worse from the beginning of a range to its end: the last quarter held against the first. */

import type { Answer, Cell, Question, Row } from "../../api/questions";
import { rowOf, rowsOf, totalsOf } from "../../api/questions";
import { dimensionsOf, isAdditive, nameOf } from "../../charts/timeline";
import { metricText } from "../../text/metrics";

/** The fewest requests in either quarter of which anything is concluded. */
export const ENOUGH = 30;
const MINUTE_MS = 60_000;
const ROWS = 200;

export interface Quarter {
  from: string;
  to: string;
}

/** The first and the last quarter of a range, in whole minutes. */
export function quartersOf(range: Quarter): { first: Quarter; last: Quarter } {
  const [from, to] = [Date.parse(range.from), Date.parse(range.to)];
  const length = Math.floor((to - from) / 4 / MINUTE_MS) * MINUTE_MS;
  const at = (instant: number) => new Date(instant).toISOString();
  return {
    first: { from: at(from), to: at(from + length) },
    last: { from: at(to - length), to: at(to) },
  };
}

/** The question that holds the last quarter against the first. */
export function regressionQuestion(
  about: Pick<Question, "from" | "to" | "zone" | "filters">,
  by: readonly string[],
  metric: string,
): Question {
  const { first, last } = quartersOf(about);
  const metrics = [...new Set([metric, "requests"])];
  return { ...about, ...last, metrics, by: [...by], top: ROWS, compare: first };
}

export interface Regression {
  name: string;
  row: Row;
  was: Cell;
  now: Cell;
  difference: Cell;
  change: Cell;
  /** The part it has in the change of the whole; null where parts do not add up or the whole went the other way. */
  contribution: number | null;
}

/** The rows that got worse with enough requests on both sides: the largest amount first, else the largest ratio. */
export function regressionsOf(answer: Answer, metric: string): Regression[] {
  const dimensions = dimensionsOf(answer);
  const whole = Number(totalsOf(answer)[`${metric}.difference`] ?? 0);
  const sign = metricText(metric).better === "higher" ? -1 : 1;
  const weight = isAdditive(metric) ? "difference" : "change";
  return answer.rows
    .map((cells) => rowOf(answer, cells))
    .filter((row) => Number(row.requests) >= ENOUGH && Number(row["requests.previous"]) >= ENOUGH)
    .filter((row) => sign * Number(row[`${metric}.difference`] ?? 0) > 0)
    .map((row) => ({
      name: nameOf(row, dimensions),
      row,
      was: row[`${metric}.previous`] ?? null,
      now: row[metric] ?? null,
      difference: row[`${metric}.difference`] ?? null,
      change: row[`${metric}.change`] ?? null,
      contribution:
        isAdditive(metric) && sign * whole > 0 ? Number(row[`${metric}.difference`]) / whole : null,
    }))
    .sort((left, right) => Math.abs(Number(right[weight])) - Math.abs(Number(left[weight])));
}

/** Rows that had too few requests to be judged. */
export function unjudged(answer: Answer): number {
  return rowsOf({ ...answer, other: null }).filter(
    (row) => Number(row.requests) < ENOUGH || Number(row["requests.previous"]) < ENOUGH,
  ).length;
}
