/** A metric over time, one series for each value of a dimension; sums as stacked bars, all else as lines. */

import type { Ref } from "react";
import { useMemo } from "react";
import type { Answer } from "../api/questions";
import { figure, instant } from "../format";
import { metricText } from "../text/metrics";
import { Chart, type ChartHandle, type Point } from "./Chart";
import { coloursOf } from "./colours";
import { hatch } from "./hatch";
import { axes, escaped, inks, tooltip } from "./look";
import { type Series, type Timeline, timelineOf } from "./timeline";
import { useDark } from "./useDark";

export interface Moment {
  at: string;
  label: string;
}

interface TimeSeriesProps {
  answer: Answer;
  metric: string;
  /** Series that are shown; absent: all. */
  only?: ReadonlySet<string> | undefined;
  /** Vertical dotted lines: the first day of a version. */
  moments?: readonly Moment[] | undefined;
  /** A horizontal line: a goal or a maximum. */
  line?: { value: number; label: string } | undefined;
  height?: number;
  onPoint?: ((point: Point) => void) | undefined;
  onRange?: ((from_ms: number, to_ms: number) => void) | undefined;
  ref?: Ref<ChartHandle>;
}

export function TimeSeries({
  answer,
  metric,
  only,
  moments,
  line,
  height,
  onPoint,
  onRange,
  ref,
}: TimeSeriesProps) {
  const dark = useDark();
  const timeline = useMemo(() => timelineOf(answer, metric), [answer, metric]);
  const option = useMemo(
    () => drawn(timeline, { only, moments, line, dark, brush: onRange !== undefined }),
    [timeline, only, moments, line, dark, onRange],
  );
  const label = `${metricText(metric).label} over time, ${timeline.series.length} series; the table has the figures.`;
  return (
    <Chart
      option={option}
      height={height ?? 260}
      label={label}
      onPoint={onPoint}
      onRange={onRange}
      ref={ref}
    />
  );
}

interface Drawing {
  only: ReadonlySet<string> | undefined;
  moments: readonly Moment[] | undefined;
  line: { value: number; label: string } | undefined;
  dark: boolean;
  brush: boolean;
}

function drawn(timeline: Timeline, { only, moments, line, dark, brush }: Drawing) {
  const { label, quietLine, grid } = axes(dark);
  const colours = coloursOf(
    timeline.series.map((series) => series.name),
    dark,
  );
  const shown = timeline.series.filter((series) => only === undefined || only.has(series.name));
  return {
    animation: false,
    aria: { enabled: false },
    grid,
    tooltip: {
      ...tooltip(dark),
      trigger: "axis",
      formatter: (points: unknown) => told(points as Told[], timeline),
    },
    xAxis: { type: "time", axisLabel: label, axisLine: quietLine, axisTick: { show: false } },
    yAxis: {
      type: "value",
      axisLabel: { ...label, formatter: (value: number) => figure(value, timeline.unit) },
      splitLine: quietLine,
    },
    ...(brush
      ? { brush: { xAxisIndex: 0, toolbox: [], brushStyle: { color: "rgb(11 110 110 / 12%)" } } }
      : {}),
    series: shown.map((series, place) => ({
      ...shape(series, timeline, colours.get(series.name) as string),
      ...(place === 0 ? marks(timeline, moments ?? [], line, dark) : {}),
    })),
  };
}

function shape(series: Series, timeline: Timeline, colour: string) {
  const common = { name: series.name, data: series.points, itemStyle: { color: colour }, cursor: "pointer" };
  return timeline.additive
    ? { ...common, type: "bar", stack: "all", barMaxWidth: 28, barCategoryGap: "25%" }
    : {
        ...common,
        type: "line",
        lineStyle: { width: 2, color: colour },
        symbolSize: 6,
        showSymbol: series.points.length < 60,
        connectNulls: false,
      };
}

function marks(
  timeline: Timeline,
  moments: readonly Moment[],
  line: { value: number; label: string } | undefined,
  dark: boolean,
) {
  const { quiet } = inks(dark);
  const across = line
    ? [{ yAxis: line.value, label: { formatter: line.label, position: "insideEndTop", color: quiet } }]
    : [];
  const down = moments.map((moment) => ({
    xAxis: moment.at,
    label: { formatter: moment.label, color: quiet, position: "insideEndTop" },
  }));
  const unfinished = timeline.unfinished;
  return {
    markLine: {
      silent: true,
      symbol: "none",
      lineStyle: { type: "dotted", color: quiet, width: 1.5 },
      data: [...across, ...down],
    },
    ...(unfinished
      ? {
          markArea: {
            silent: true,
            itemStyle: { color: { image: hatch(dark), repeat: "repeat" } },
            data: [[{ xAxis: unfinished.from }, { xAxis: unfinished.to }]],
          },
        }
      : {}),
  };
}

interface Told {
  seriesName: string;
  value: [string, number | null];
  color: string;
  dataIndex: number;
}

function told(points: Told[], timeline: Timeline): string {
  const at = points[0]?.value[0];
  if (at === undefined) return "";
  const rows = points
    .filter((point) => point.value[1] !== null)
    .sort((left, right) => (right.value[1] ?? 0) - (left.value[1] ?? 0))
    .map((point) => {
      const exact = timeline.series.find((series) => series.name === point.seriesName)?.exact.get(at);
      const dot = `<span style="display:inline-block;width:9px;height:9px;border-radius:2px;background:${point.color}"></span>`;
      return `<tr><td>${dot} ${escaped(point.seriesName)}</td><td style="text-align:right;padding-left:16px">${escaped(figure(exact ?? point.value[1], timeline.unit))}</td></tr>`;
    });
  const unfinished = timeline.unfinished?.from === at ? " (not over yet)" : "";
  return `<div>${escaped(instant(at, timeline.zone))}${unfinished}</div><table>${rows.join("")}</table>`;
}
