/** The spend of a period as it grew: one point at the end of each bucket, the sums exact. */

import dayjs from "dayjs";
import { type Answer, type Cell, rowsOf } from "../../api/questions";
import { atoms, runningSums } from "./amounts";

export interface CurvePoint {
  /** The bucket. */
  from: string;
  until: string;
  cost: string;
  requests: Cell;
  /** Everything up to `until`. */
  spend: string;
}

/** From an answer with `cost` and `requests` by time. The last bucket ends where the question does. */
export function curveOf(answer: Answer): CurvePoint[] {
  const rows = rowsOf(answer);
  const sums = runningSums(rows.map((row) => String(row.cost ?? "0")));
  const end = dayjs(answer.question.to);
  return rows.map((row, place) => {
    const next = rows[place + 1]?.time;
    return {
      from: String(row.time),
      until: typeof next === "string" ? next : end.toISOString(),
      cost: String(row.cost ?? "0"),
      requests: row.requests ?? null,
      spend: sums[place] as string,
    };
  });
}

/** The first bucket in which the spend went above an amount. */
export function passed(curve: readonly CurvePoint[], amount: string): CurvePoint | undefined {
  return curve.find((point) => atoms(point.spend) > atoms(amount));
}
