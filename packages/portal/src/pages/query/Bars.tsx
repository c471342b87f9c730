/** The largest groups of an answer side by side. */

import { type Ref, useMemo } from "react";
import { type Answer, rowsOf } from "../../api/questions";
import { Chart, type ChartHandle } from "../../charts/Chart";
import { coloursOf } from "../../charts/colours";
import { axes, escaped, tooltip } from "../../charts/look";
import { dimensionsOf, nameOf } from "../../charts/timeline";
import { useDark } from "../../charts/useDark";
import { figure } from "../../format";
import { metricText } from "../../text/metrics";

export const MOST_BARS = 20;
const BAR_PX = 26;
const AXIS_PX = 40;

interface BarsProps {
  answer: Answer;
  metric: string;
  unit: string | undefined;
  ref?: Ref<ChartHandle>;
}

export function Bars({ answer, metric, unit, ref }: BarsProps) {
  const dark = useDark();
  const option = useMemo(() => drawn(answer, metric, unit, dark), [answer, metric, unit, dark]);
  const height = AXIS_PX + BAR_PX * option.yAxis.data.length;
  const label = `${metricText(metric).label} of ${option.yAxis.data.length} groups; the table has the figures.`;
  return <Chart option={option} height={height} label={label} ref={ref} />;
}

function drawn(answer: Answer, metric: string, unit: string | undefined, dark: boolean) {
  const { label, quietLine, grid } = axes(dark);
  const dimensions = dimensionsOf(answer);
  const bars = rowsOf(answer)
    .slice(0, MOST_BARS)
    .map((row) => ({ name: nameOf(row, dimensions), value: row[metric] ?? null }));
  const colours = coloursOf(
    bars.map((bar) => bar.name),
    dark,
  );
  return {
    animation: false,
    grid,
    tooltip: {
      ...tooltip(dark),
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const bar = bars[dataIndex];
        return bar ? `${escaped(bar.name)}<br>${escaped(figure(bar.value, unit))}` : "";
      },
    },
    xAxis: {
      type: "value",
      axisLabel: { ...label, formatter: (value: number) => figure(value, unit) },
      splitLine: quietLine,
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: bars.map((bar) => bar.name),
      axisLabel: { ...label, width: 180, overflow: "truncate" },
      axisLine: quietLine,
      axisTick: { show: false },
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 16,
        data: bars.map((bar) => ({
          value: bar.value === null ? null : Number(bar.value),
          itemStyle: { color: colours.get(bar.name) },
        })),
      },
    ],
  };
}
