/** How a timeline is drawn: the option that ECharts takes. */

import { dated, figure, instant } from "../format";
import { coloursOf } from "./colours";
import { hatch } from "./hatch";
import { axes, dot, escaped, inks, tooltip } from "./look";
import type { Series, Timeline } from "./timeline";

export interface Moment {
  at: string;
  label: string;
  /** Told where one points at the bucket. */
  note?: string;
}

export interface Level {
  value: number;
  label: string;
}

export interface Drawing {
  only: ReadonlySet<string> | undefined;
  colours: ReadonlyMap<string, string> | undefined;
  moments: readonly Moment[] | undefined;
  line: Level | undefined;
  /** The whole in the time before. */
  earlier: Series | undefined;
  dark: boolean;
  /** Of the whole chart, px: a low one has few lines. */
  height: number;
}

/** Beyond as many buckets, a line has no dot for each. */
const MOST_DOTS = 60;
const DOT_PX = 6;
const LINE_EVERY_PX = 52;
const BEFORE = "the time before, all";

export function drawn(timeline: Timeline, drawing: Drawing) {
  const { dark, only, earlier } = drawing;
  const { label, quietLine, grid } = axes(dark);
  const colours =
    drawing.colours ??
    coloursOf(
      timeline.series.map((series) => series.name),
      dark,
    );
  const shown = timeline.series.filter((series) => only === undefined || only.has(series.name));
  return {
    animation: false,
    grid,
    tooltip: {
      ...tooltip(dark),
      trigger: "axis",
      axisPointer: { type: timeline.additive ? "shadow" : "line" },
      formatter: (points: unknown) =>
        told(points as Told[], timeline, earlier) +
        notesAt(points as Told[], timeline, drawing.moments ?? []),
    },
    xAxis: {
      type: "category",
      data: timeline.times,
      axisLabel: { ...label, formatter: (time: string) => tick(time, timeline) },
      axisLine: quietLine,
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      splitNumber: Math.max(2, Math.round(drawing.height / LINE_EVERY_PX)),
      axisLabel: { ...label, formatter: (value: number) => figure(value, timeline.unit) },
      splitLine: quietLine,
    },
    series: [
      ...shown.map((series, place) => ({
        ...shape(series, timeline, colours.get(series.name) ?? inks(dark).quiet),
        ...(place === 0 ? marks(timeline, drawing) : {}),
      })),
      ...(earlier ? [dashed(earlier, timeline, dark)] : []),
    ],
  };
}

const DAY = { day: "numeric", month: "short" } as const;
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const TICKS: Record<string, Intl.DateTimeFormatOptions> = {
  "15m": HOUR,
  hour: HOUR,
  month: { month: "short", year: "numeric" },
};

/** A bucket on the axis: the hour within a day, else the day, in the zone of the question. */
function tick(time: string, { grain, zone, times }: Timeline): string {
  const write = (options: Intl.DateTimeFormatOptions) => dated(time, zone, options);
  const hour = TICKS[grain] === HOUR ? write(HOUR) : "";
  if (hour === "") return write(TICKS[grain] ?? DAY);
  return hour === "00:00" || time === times[0] ? write(DAY) : hour;
}

function shape(series: Series, timeline: Timeline, colour: string) {
  const common = { name: series.name, itemStyle: { color: colour }, cursor: "pointer" };
  if (!timeline.additive)
    return {
      ...common,
      type: "line",
      data: series.points,
      lineStyle: { width: 2, color: colour },
      symbolSize: (_value: unknown, { dataIndex }: { dataIndex: number }) =>
        series.points.length < MOST_DOTS || standsAlone(series, dataIndex) ? DOT_PX : 0,
      showAllSymbol: true,
      connectNulls: false,
    };
  const data = series.points.map((value) =>
    value[0] === timeline.unfinished?.from
      ? { value, itemStyle: { color: { image: hatch(colour), repeat: "repeat" } } }
      : value,
  );
  return { ...common, type: "bar", stack: "all", data, barMaxWidth: 28, barCategoryGap: "25%" };
}

/** Without neighbours a point is in no line, and would not be seen. */
function standsAlone({ points }: Series, place: number): boolean {
  const known = (at: number) => (points[at]?.[1] ?? null) !== null;
  return !known(place - 1) && !known(place + 1);
}

/** The time before, bucket under bucket: it may have one more or one less. */
function dashed(earlier: Series, timeline: Timeline, dark: boolean) {
  const { quiet } = inks(dark);
  return {
    name: BEFORE,
    type: "line",
    data: earlier.points.filter(([time]) => timeline.times.includes(time)),
    itemStyle: { color: quiet },
    lineStyle: { width: 1.5, type: "dashed", color: quiet },
    showSymbol: false,
    silent: true,
    z: 5,
  };
}

function marks(timeline: Timeline, { moments = [], line, dark }: Drawing) {
  const { quiet } = inks(dark);
  const across = line
    ? [{ yAxis: line.value, label: { formatter: line.label, position: "insideEndTop", color: quiet } }]
    : [];
  const down = moments.flatMap((moment) => {
    const at = bucketOf(moment, timeline);
    const label = { formatter: moment.label, color: quiet, position: "end", rotate: 0 };
    return at === undefined ? [] : [{ xAxis: at, label }];
  });
  const last = timeline.times.length - 1;
  const open = timeline.unfinished !== null && !timeline.additive && last > 0;
  return {
    markLine: {
      silent: true,
      symbol: "none",
      lineStyle: { type: "dotted", color: quiet, width: 1.5 },
      data: [...across, ...down],
    },
    ...(open
      ? {
          markArea: {
            silent: true,
            itemStyle: { color: { image: hatch(quiet), repeat: "repeat" }, opacity: 0.35 },
            data: [[{ xAxis: timeline.times[last - 1] }, { xAxis: timeline.times[last] }]],
          },
        }
      : {}),
  };
}

/** The bucket that a moment is in. */
function bucketOf(moment: Moment, timeline: Timeline): string | undefined {
  return timeline.times.findLast((time) => Date.parse(time) <= Date.parse(moment.at));
}

/** What is noted about the moments of the bucket that is pointed at. */
function notesAt(points: Told[], timeline: Timeline, moments: readonly Moment[]): string {
  const at = points[0]?.value[0];
  return moments
    .filter((moment) => moment.note && at !== undefined && bucketOf(moment, timeline) === at)
    .map(
      ({ label, note }) =>
        `<div style="max-width:320px;white-space:normal">${escaped(`${label}: ${note}`)}</div>`,
    )
    .join("");
}

interface Told {
  seriesName: string;
  value: [string, number | null];
  color: unknown;
}

function told(points: Told[], timeline: Timeline, earlier: Series | undefined): string {
  const at = points[0]?.value[0];
  if (at === undefined) return "";
  const rows = points
    .filter((point) => point.value[1] !== null && (point.value[1] !== 0 || points.length < 4))
    .sort((left, right) => Number(right.value[1]) - Number(left.value[1]))
    .map((point) => {
      const series =
        point.seriesName === BEFORE
          ? earlier
          : timeline.series.find((series) => series.name === point.seriesName);
      const height = figure(series?.exact.get(at) ?? point.value[1], timeline.unit);
      return `<tr><td>${dot(point.color)} ${escaped(point.seriesName)}</td><td style="text-align:right;padding-left:16px">${escaped(height)}</td></tr>`;
    });
  const unfinished = timeline.unfinished?.from === at ? " (not over yet)" : "";
  return `<div>${escaped(instant(at, timeline.zone))}${unfinished}</div><table>${rows.join("")}</table>`;
}
