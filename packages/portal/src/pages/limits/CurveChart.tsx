/** The drawing of a spend curve: the line as it grew, the threshold dotted, the maximum solid. */

import { type Ref, useMemo } from "react";
import { Chart, type ChartHandle, type Pressed } from "../../charts/Chart";
import { coloursOf } from "../../charts/colours";
import { axes, escaped, inks, tooltip } from "../../charts/look";
import { useDark } from "../../charts/useDark";
import { instant, money } from "../../format";
import { inFull, riskThreshold } from "./amounts";
import type { CurvePoint } from "./curve";

interface CurveChartProps {
  curve: readonly CurvePoint[];
  max: string;
  threshold: string | null;
  zone: string;
  onPoint: (pressed: Pressed) => void;
  ref: Ref<ChartHandle>;
}

export function CurveChart({ curve, max, threshold, zone, onPoint, ref }: CurveChartProps) {
  const dark = useDark();
  const option = useMemo(() => drawn(curve, max, threshold, zone, dark), [curve, max, threshold, zone, dark]);
  const spend = curve.at(-1)?.spend ?? "0";
  const label = `Spend over time: ${money(spend)} of ${money(max)} at the end; the table has the figures.`;
  return <Chart option={option} height={300} label={label} onPoint={onPoint} ref={ref} />;
}

function drawn(
  curve: readonly CurvePoint[],
  max: string,
  threshold: string | null,
  zone: string,
  dark: boolean,
) {
  const { label, quietLine, grid } = axes(dark);
  const { ink, quiet } = inks(dark);
  const colour = coloursOf(["spend"], dark).get("spend") as string;
  const across = (amount: string, name: string, type: string) => ({
    yAxis: Number(amount),
    lineStyle: { type, color: type === "solid" ? ink : quiet, width: 1.5 },
    label: { formatter: `${name} ${money(amount)}`, position: "insideStartTop", color: quiet },
  });
  const highest = Math.max(Number(max), Number(curve.at(-1)?.spend ?? 0));
  const start = curve[0];
  return {
    animation: false,
    aria: { enabled: false },
    grid,
    tooltip: {
      ...tooltip(dark),
      trigger: "axis",
      formatter: (points: unknown) => said(points as At[], curve, zone),
    },
    xAxis: { type: "time", axisLabel: label, axisLine: quietLine, axisTick: { show: false } },
    yAxis: {
      type: "value",
      max: highest === 0 ? 1 : highest * 1.05,
      axisLabel: { ...label, showMaxLabel: false, formatter: (value: number) => money(value) },
      splitLine: quietLine,
    },
    series: [
      {
        name: "spend",
        type: "line",
        data: [
          ...(start ? [[start.from, 0]] : []),
          ...curve.map((point) => [point.until, Number(point.spend)]),
        ],
        itemStyle: { color: colour },
        lineStyle: { width: 2, color: colour },
        areaStyle: { color: colour, opacity: 0.1 },
        symbolSize: 6,
        showSymbol: curve.length < 60,
        cursor: "pointer",
        markLine: {
          silent: true,
          symbol: "none",
          data: [
            across(max, "max", "solid"),
            ...(threshold === null ? [] : [across(riskThreshold(max, threshold), "threshold", "dotted")]),
          ],
        },
      },
    ],
  };
}

interface At {
  dataIndex: number;
}

function said(points: At[], curve: readonly CurvePoint[], zone: string): string {
  const index = points[0]?.dataIndex ?? 0;
  const point = curve[index - 1];
  if (point === undefined) return "";
  return [
    `until ${escaped(instant(point.until, zone))}`,
    `<b>${escaped(inFull(point.spend))}</b> so far`,
    `${escaped(inFull(point.cost))} of it since ${escaped(instant(point.from, zone))}`,
  ].join("<br>");
}
