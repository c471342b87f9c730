/** From an answer with a `time` column to series: pure, so that it can be read and tested without a chart. */

import dayjs from "dayjs";
import { type Answer, type Cell, rowsOf } from "../api/questions";
import { metricText } from "../text/metrics";

export interface Series {
  name: string;
  /** Instant and height: floats, for drawing only. */
  points: [string, number | null][];
  /** The same heights as the answer has them. */
  exact: Map<string, Cell>;
}

export interface Timeline {
  series: Series[];
  unit: string | undefined;
  zone: string;
  /** Whether the series may be stacked: their sum is the whole. */
  additive: boolean;
  /** The last bucket, while it is not over. */
  unfinished: { from: string; to: string } | null;
}

const ADDITIVE = /^(cost(_in|_out)?|wasted|overrun|requests|failures|unpriced|estimated|units(\.|:).*)$/;

/** The name of the only series of an answer without a dimension. */
export const ALL = "all";

export function timelineOf(answer: Answer, metric: string): Timeline {
  const dimensions = answer.columns.filter((column) => column.kind === "dimension" && column.name !== "time");
  const byName = new Map<string, Series>();
  for (const row of rowsOf(answer)) {
    const at = row.time;
    if (typeof at !== "string" || Number.isNaN(Date.parse(at))) continue;
    const name = dimensions.map((column) => String(row[column.name] ?? "")).join(" · ") || ALL;
    const series = byName.get(name) ?? { name, points: [], exact: new Map<string, Cell>() };
    byName.set(name, series);
    const cell = row[metric] ?? null;
    series.points.push([at, cell === null ? null : Number(cell)]);
    series.exact.set(at, cell);
  }
  const series = [...byName.values()];
  const unit = metricText(metric).unit ?? answer.columns.find((column) => column.name === metric)?.unit;
  return {
    series,
    unit,
    zone: answer.question.zone ?? "UTC",
    additive: ADDITIVE.test(metric) && !answer.rows_overlap,
    unfinished: unfinishedOf(series, answer),
  };
}

const LENGTHS: Record<string, [number, dayjs.ManipulateType]> = {
  "15m": [15, "minute"],
  hour: [1, "hour"],
  day: [1, "day"],
  week: [7, "day"],
  month: [1, "month"],
};

function unfinishedOf(series: Series[], answer: Answer): Timeline["unfinished"] {
  const last = series[0]?.points.at(-1)?.[0];
  const length = LENGTHS[answer.question.grain ?? ""];
  if (last === undefined || length === undefined) return null;
  const over = dayjs(last).add(...length);
  return over.isAfter(dayjs(answer.meta.data_until)) || over.isAfter(dayjs(answer.question.to))
    ? { from: last, to: over.toISOString() }
    : null;
}
