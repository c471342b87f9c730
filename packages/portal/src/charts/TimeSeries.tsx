/** A metric over time, one series for each value of a dimension; sums as stacked bars, all else as lines. */

import type { Ref } from "react";
import { useCallback, useMemo } from "react";
import type { Answer } from "../api/questions";
import { metricText } from "../text/metrics";
import { Chart, type ChartHandle, type Pressed } from "./Chart";
import { drawn, type Level, type Moment } from "./drawing";
import { type Bucket, bucketAt, type Series, timelineOf } from "./timeline";
import { useDark } from "./useDark";

export type { Level, Moment } from "./drawing";

/** A bucket of time that was pressed, and the series when one was. */
export interface Point {
  series: Series | undefined;
  bucket: Bucket;
}

interface TimeSeriesProps {
  answer: Answer;
  metric: string;
  /** Series that are shown; absent: all. */
  only?: ReadonlySet<string> | undefined;
  /** Colours by the names of series, where others show the same series; absent: the chart's own. */
  colours?: ReadonlyMap<string, string> | undefined;
  /** Vertical dotted lines: the first day of a version. */
  moments?: readonly Moment[] | undefined;
  /** A horizontal line: a goal or a maximum. */
  line?: Level | undefined;
  /** The whole, without a dimension, compared with the time before: drawn dashed. */
  before?: Answer | undefined;
  height?: number;
  onPoint?: ((point: Point) => void) | undefined;
  /** The range dragged over, in whole buckets, ms since the epoch. */
  onRange?: ((from_ms: number, to_ms: number) => void) | undefined;
  ref?: Ref<ChartHandle>;
}

export function TimeSeries(props: TimeSeriesProps) {
  const { answer, metric, only, colours, moments, line, before, height = 260, onPoint, onRange, ref } = props;
  const dark = useDark();
  const timeline = useMemo(() => timelineOf(answer, metric), [answer, metric]);
  const earlier = useMemo(
    () => (before ? timelineOf(before, `${metric}.previous`).series[0] : undefined),
    [before, metric],
  );
  const option = useMemo(
    () => drawn(timeline, { only, colours, moments, line, earlier, dark, height }),
    [timeline, only, colours, moments, line, earlier, dark, height],
  );
  const pressed = useCallback(
    ({ series, x }: Pressed) => {
      const bucket = bucketAt(timeline, x);
      if (bucket) onPoint?.({ series: timeline.series.find((one) => one.name === series), bucket });
    },
    [timeline, onPoint],
  );
  const dragged = useCallback(
    (first: number, last: number) => {
      const [begin, end] = [bucketAt(timeline, first), bucketAt(timeline, last)];
      if (begin && end) onRange?.(Date.parse(begin.from), Date.parse(end.to));
    },
    [timeline, onRange],
  );
  const label = `${metricText(metric).label} over time, ${timeline.series.length} series; the table has the figures.`;
  return (
    <Chart
      option={option}
      height={height}
      label={label}
      onPoint={onPoint && pressed}
      onRange={onRange && dragged}
      ref={ref}
    />
  );
}
