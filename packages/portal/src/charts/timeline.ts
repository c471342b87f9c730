/** From an answer with a `time` column to series: pure, so that it can be read and tested without a chart. */

import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import { type Answer, type Cell, type Row, rowsOf } from "../api/questions";
import { metricText } from "../text/metrics";

dayjs.extend(utc);
dayjs.extend(timezone);

export interface Series {
  name: string;
  /** Its value of each dimension. */
  of: Row;
  /** Instant and height: floats, for drawing only. */
  points: [string, number | null][];
  /** The same heights as the answer has them. */
  exact: Map<string, Cell>;
}

export interface Bucket {
  from: string;
  to: string;
}

export interface Timeline {
  series: Series[];
  /** The beginnings of all buckets, in order. */
  times: string[];
  unit: string | undefined;
  zone: string;
  grain: string;
  /** Whether the series may be stacked: their sum is the whole. */
  additive: boolean;
  /** The last bucket, while it is not over. */
  unfinished: Bucket | null;
}

const ADDITIVE = /^(cost(_in|_out)?|wasted|overrun|requests|failures|unpriced|estimated|units(\.|:).*)$/;

/** Whether the values of a metric may be added up, so that parts have a share in the whole. */
export function isAdditive(metric: string): boolean {
  return ADDITIVE.test(metric);
}

/** The name of the only series of an answer without a dimension. */
export const ALL = "all";

/** The names of the dimensions of an answer; to those asked for, the account of a user is added. */
export function dimensionsOf(answer: Answer): string[] {
  return answer.columns.filter((column) => column.kind === "dimension").map((column) => column.name);
}

/** What a row is called: its value of every dimension. */
export function nameOf(row: Row, dimensions: readonly string[]): string {
  const values = dimensions.map((dimension) => String(row[dimension] ?? ""));
  return [...new Set(values)].join(" · ") || ALL;
}

export function timelineOf(answer: Answer, metric: string): Timeline {
  const dimensions = dimensionsOf(answer);
  const byName = new Map<string, Series>();
  const times = new Set<string>();
  for (const row of rowsOf(answer)) {
    const at = row.time;
    if (typeof at !== "string" || Number.isNaN(Date.parse(at))) continue;
    times.add(at);
    const name = nameOf(row, dimensions);
    const series = byName.get(name) ?? { name, of: row, points: [], exact: new Map<string, Cell>() };
    byName.set(name, series);
    const cell = row[metric] ?? null;
    series.points.push([at, cell === null ? null : Number(cell)]);
    series.exact.set(at, cell);
  }
  const timeline = {
    series: [...byName.values()],
    times: [...times].sort(),
    unit: metricText(metric).unit ?? answer.columns.find((column) => column.name === metric)?.unit,
    zone: answer.question.zone ?? "UTC",
    grain: answer.question.grain ?? "",
    additive: isAdditive(metric) && !answer.rows_overlap,
  };
  return { ...timeline, unfinished: unfinishedOf(timeline, answer) };
}

const MINUTES: Record<string, number> = { "15m": 15, hour: 60 };
const DAYS: Record<string, [number, "day" | "month"]> = {
  day: [1, "day"],
  week: [7, "day"],
  month: [1, "month"],
};
const WALL_CLOCK = "YYYY-MM-DDTHH:mm:ss";

/** The bucket at a place of the axis, its end by the calendar of the zone. */
export function bucketAt({ times, zone, grain }: Omit<Timeline, "unfinished">, place: number): Bucket | null {
  const from = times[Math.min(Math.max(place, 0), times.length - 1)];
  const over = from === undefined ? null : endOf(from, grain, zone);
  return from === undefined || over === null ? null : { from, to: over };
}

/** Days are added on the wall clock of the zone: where clocks change, a day has 23 or 25 hours. */
function endOf(from: string, grain: string, zone: string): string | null {
  const minutes = MINUTES[grain];
  if (minutes !== undefined) return dayjs(from).add(minutes, "minute").toISOString();
  const days = DAYS[grain];
  if (days === undefined) return null;
  const wall = dayjs.utc(dayjs(from).tz(zone).format(WALL_CLOCK)).add(...days);
  return dayjs.tz(wall.format(WALL_CLOCK), zone).toISOString();
}

function unfinishedOf(timeline: Omit<Timeline, "unfinished">, answer: Answer): Bucket | null {
  const last = bucketAt(timeline, timeline.times.length - 1);
  if (last === null) return null;
  const over = dayjs(last.to);
  const open = over.isAfter(dayjs(answer.meta.data_until)) || over.isAfter(dayjs(answer.question.to));
  return open ? last : null;
}
