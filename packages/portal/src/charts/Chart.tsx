/** A chart: draws an ECharts option in the theme's colours, at the size of its place, and can be saved as PNG. */

import { Skeleton } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { EChartsType } from "echarts/core";
import type { ECBasicOption } from "echarts/types/dist/shared";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { text } from "../text/en";
import { useDark } from "./useDark";

export interface ChartHandle {
  /** The chart as it is seen, as a PNG of twice its size on the ground of the theme. */
  png(): string | undefined;
}

export interface Point {
  series: string;
  /** Where on the axis, as it is told there: an ISO instant or a name. */
  at: string;
  index: number;
}

interface ChartProps {
  option: ECBasicOption;
  height?: number;
  /** What the chart shows, for who cannot see it. */
  label: string;
  onPoint?: ((point: Point) => void) | undefined;
  /** The range dragged over a time axis, ms since the epoch. */
  onRange?: ((from_ms: number, to_ms: number) => void) | undefined;
  ref?: Ref<ChartHandle>;
}

export function Chart({ option, height = 260, label, onPoint, onRange, ref }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const { ref: sized, width } = useElementSize();
  const dark = useDark();

  useEffect(() => {
    let drawn: EChartsType | undefined;
    let gone = false;
    void import("./engine").then(({ init }) => {
      if (gone || place.current === null) return;
      drawn = init(place.current);
      setChart(drawn);
    });
    return () => {
      gone = true;
      drawn?.dispose();
      setChart(null);
    };
  }, []);

  useEffect(() => chart?.setOption(option, { notMerge: true }), [chart, option]);
  useEffect(() => {
    if (width > 0) chart?.resize();
  }, [chart, width]);
  useEffect(() => {
    if (chart === null || onPoint === undefined) return;
    const pressed = (event: unknown) => {
      const { seriesName, name, value, dataIndex } = event as PressedPoint;
      const at = Array.isArray(value) ? String(value[0]) : name;
      onPoint({ series: seriesName, at, index: dataIndex });
    };
    chart.on("click", pressed);
    return () => void chart.off("click", pressed);
  }, [chart, onPoint]);
  useEffect(() => (chart && onRange ? dragged(chart, onRange) : undefined), [chart, onRange, option]);
  useImperativeHandle(ref, () => ({
    png: () =>
      chart?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: dark ? "#1b1f24" : "#ffffff" }),
  }));

  return (
    <figure ref={sized} style={{ margin: 0, position: "relative", height }}>
      {chart === null && (
        <Skeleton height={height} aria-label={text.loading} style={{ position: "absolute" }} />
      )}
      <div ref={place} role="img" aria-label={label} style={{ height }} />
    </figure>
  );
}

interface PressedPoint {
  seriesName: string;
  name: string;
  value: unknown;
  dataIndex: number;
}

interface BrushEnd {
  areas: { coordRange?: [number, number] }[];
}

/** Lets a range be dragged over the chart at once, without pressing a button first. */
function dragged(chart: EChartsType, onRange: (from_ms: number, to_ms: number) => void): () => void {
  chart.dispatchAction({
    type: "takeGlobalCursor",
    key: "brush",
    brushOption: { brushType: "lineX", brushMode: "single" },
  });
  const ended = (event: unknown) => {
    const range = (event as BrushEnd).areas[0]?.coordRange;
    if (range && range[1] > range[0]) onRange(range[0], range[1]);
  };
  chart.on("brushEnd", ended);
  return () => void chart.off("brushEnd", ended);
}
