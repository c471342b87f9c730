/** A chart: draws an ECharts option in the theme's colours, at the size of its place, and can be saved as PNG. */

import { Skeleton } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { EChartsType } from "echarts/core";
import type { ECBasicOption } from "echarts/types/dist/shared";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { inks } from "./look";
import { useDark } from "./useDark";
import { useDrag } from "./useDrag";

export interface ChartHandle {
  /** The chart as it is seen, as a PNG of twice its size on the ground of the theme. */
  png(): string | undefined;
}

export interface Pressed {
  /** Absent where the ground beside all series was pressed. */
  series?: string;
  /** Where on the x axis: a place in the list of categories, or a value. */
  x: number;
}

/** A busy page draws after this, ms. */
const IDLE_MS = 300;

interface ChartProps {
  option: ECBasicOption;
  height?: number;
  /** What the chart shows, for who cannot see it. */
  label: string;
  onPoint?: ((pressed: Pressed) => void) | undefined;
  /** The stretch of the x axis that was dragged over. */
  onRange?: ((first: number, last: number) => void) | undefined;
  ref?: Ref<ChartHandle>;
}

export function Chart({ option, height = 260, label, onPoint, onRange, ref }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useChart(place);
  const { ref: sized, width } = useElementSize();
  const dark = useDark();
  const drag = useDrag(chart, onRange);

  useEffect(() => chart?.setOption(option, { notMerge: true }), [chart, option]);
  useEffect(() => {
    if (chart !== null && width > 0 && chart.getWidth() !== Math.floor(width)) chart.resize();
  }, [chart, width]);
  useEffect(() => (chart && onPoint ? pressing(chart, onPoint) : undefined), [chart, onPoint]);
  useImperativeHandle(ref, () => ({
    png: () => chart?.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: inks(dark).surface }),
  }));

  return (
    <figure ref={sized} style={{ margin: 0, position: "relative", height }} {...drag.handlers}>
      {chart === null && <Skeleton height={height} aria-hidden style={{ position: "absolute" }} />}
      <div ref={place} role="img" aria-label={label} style={{ height }} />
      {drag.stretch && (
        <div className="dragged" style={{ left: drag.stretch.left, width: drag.stretch.width }} />
      )}
    </figure>
  );
}

/** Drawing takes a tenth of a second and more: figures that have come meanwhile are shown first. */
function idle(): Promise<unknown> {
  const wait = window.requestIdleCallback ?? setTimeout; // not in every Safari
  return new Promise((resolve) => wait(resolve, { timeout: IDLE_MS }));
}

function useChart(place: { current: HTMLDivElement | null }): EChartsType | null {
  const [chart, setChart] = useState<EChartsType | null>(null);
  useEffect(() => {
    let drawn: EChartsType | undefined;
    let gone = false;
    const draw = async () => {
      const { init } = await import("./engine");
      await idle();
      if (gone || place.current === null) return;
      drawn = init(place.current);
      setChart(drawn);
    };
    void draw();
    return () => {
      gone = true;
      drawn?.dispose();
      setChart(null);
    };
  }, [place]);
  return chart;
}

interface PressedSeries {
  seriesName: string;
  dataIndex: number;
}

interface PressedGround {
  target?: unknown;
  offsetX: number;
  offsetY: number;
}

/** A series may be pressed, or the ground of the grid: then the place on the axis is known, and no series. */
function pressing(chart: EChartsType, onPoint: (pressed: Pressed) => void): () => void {
  const series = (event: unknown) => {
    const { seriesName, dataIndex } = event as PressedSeries;
    onPoint({ series: seriesName, x: dataIndex });
  };
  const ground = ({ target, offsetX, offsetY }: PressedGround) => {
    if (target || !chart.containPixel("grid", [offsetX, offsetY])) return;
    onPoint({ x: Number(chart.convertFromPixel({ xAxisIndex: 0 }, offsetX)) });
  };
  const room = chart.getZr();
  chart.on("click", series);
  room.on("click", ground);
  return () => {
    if (chart.isDisposed()) return;
    chart.off("click", series);
    room.off("click", ground);
  };
}
