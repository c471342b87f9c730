/** How values are distributed: a bar for each bin, its edges written where they lie. */

import type { Ref } from "react";
import { useCallback, useMemo } from "react";
import type { Distribution } from "../api/histograms";
import { count, figure } from "../format";
import { Chart, type ChartHandle, type Pressed } from "./Chart";
import { axes, escaped, tooltip } from "./look";
import { useDark } from "./useDark";

/** Of the edges of bins, how many are written: then all of them have room, at equal distances. */
const MOST_EDGES = 8;

interface HistogramProps {
  answer: Distribution;
  /** What is counted: `requests`. */
  counted: string;
  colour: string;
  height?: number;
  /** The bin that was pressed, by its place. */
  onBin?: ((place: number) => void) | undefined;
  ref?: Ref<ChartHandle>;
}

export function Histogram({ answer, counted, colour, height = 220, onBin, ref }: HistogramProps) {
  const dark = useDark();
  const option = useMemo(() => drawn(answer, counted, colour, dark), [answer, counted, colour, dark]);
  const pressed = useCallback(
    ({ series, x }: Pressed) => onBin?.(series === undefined ? Math.floor(x) : x),
    [onBin],
  );
  const label = `Distribution of ${count(answer.n)} ${counted} over ${answer.counts.length} ranges of values.`;
  return <Chart option={option} height={height} label={label} onPoint={onBin && pressed} ref={ref} />;
}

/** A bin in words: `$0.01 – $0.02`. */
export function binName(answer: Distribution, place: number): string {
  const [low, high] = [answer.edges[place], answer.edges[place + 1]];
  return `${figure(low, answer.unit)} – ${figure(high, answer.unit)}`;
}

function drawn(answer: Distribution, counted: string, colour: string, dark: boolean) {
  const { label, quietLine, grid } = axes(dark);
  const every = Math.ceil(answer.counts.length / MOST_EDGES);
  return {
    animation: false,
    grid,
    tooltip: {
      ...tooltip(dark),
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: (points: unknown) => told(points as { dataIndex: number }[], answer, counted),
    },
    xAxis: {
      type: "value",
      min: 0,
      max: answer.counts.length,
      interval: 1,
      axisLabel: {
        ...label,
        formatter: (edge: number) => (edge % every ? "" : figure(answer.edges[edge], answer.unit)),
      },
      axisLine: quietLine,
      axisTick: { show: false },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...label, formatter: (value: number) => count(value) },
      splitLine: quietLine,
    },
    series: [
      {
        name: counted,
        type: "bar",
        data: answer.counts.map((height, place) => [place + 0.5, height]),
        itemStyle: { color: colour },
        barCategoryGap: "6%",
        cursor: "pointer",
      },
    ],
  };
}

function told(points: { dataIndex: number }[], answer: Distribution, counted: string): string {
  const place = points[0]?.dataIndex;
  if (place === undefined) return "";
  return `${escaped(binName(answer, place))}<br><b>${count(answer.counts[place])}</b> ${escaped(counted)}`;
}
