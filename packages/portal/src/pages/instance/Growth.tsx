/** How the prompt grew and the cost rose, request by request, against the automatic limit. */

import { SimpleGrid } from "@mantine/core";
import { useMemo, useRef } from "react";
import { Chart, type ChartHandle } from "../../charts/Chart";
import { axes, escaped, inks, tooltip } from "../../charts/look";
import { useDark } from "../../charts/useDark";
import { figure, money } from "../../format";
import { Card } from "../../parts/Card";
import { ShareMenu } from "../../parts/ShareMenu";
import type { View } from "../../state/view";
import type { Limit } from "../limits/limit";
import { requestsOf } from "./useInstanceParts";
import { type Bar, heightsSoFar, unitsOf } from "./waterfall";
import { words } from "./words";

interface GrowthProps {
  id: string;
  bars: readonly Bar[];
  limit: Limit | undefined;
  view: View;
}

export function Growth({ id, bars, limit, view }: GrowthProps) {
  const inputs = useMemo(() => bars.map((bar) => unitsOf(bar.request, "input")), [bars]);
  const costs = useMemo(() => heightsSoFar(bars), [bars]);
  if (bars.length === 0) return null;
  const same = { id, bars, view };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <ByRequest
        {...same}
        title={words.growth}
        about={words.growthMeaning}
        heights={inputs}
        unit="count"
        kind="bar"
      />
      <ByRequest
        {...same}
        title={words.cumulative}
        about={limit ? words.limitEnds(money(limit.max)) : words.noOwnLimit}
        heights={costs}
        unit="usd"
        kind="line"
        {...(limit ? { line: Number(limit.max) } : {})}
      />
    </SimpleGrid>
  );
}

interface ByRequestProps {
  id: string;
  bars: readonly Bar[];
  title: string;
  about: string;
  heights: readonly number[];
  unit: string;
  kind: "bar" | "line";
  view: View;
  /** The height of a line across. */
  line?: number;
}

/** A height for each request; pressed, it opens the request. */
function ByRequest({ id, bars, title, about, heights, unit, kind, view, line }: ByRequestProps) {
  const dark = useDark();
  const chart = useRef<ChartHandle>(null);
  const option = useMemo(() => {
    const { label: axisLabel, quietLine, grid } = axes(dark);
    const { quiet } = inks(dark);
    return {
      animation: false,
      grid,
      tooltip: {
        ...tooltip(dark),
        trigger: "axis",
        formatter: (points: unknown) => told(points as { dataIndex: number }[], bars, heights, unit),
      },
      xAxis: {
        type: "category",
        data: bars.map((bar) => String(bar.number)),
        axisLabel,
        axisLine: quietLine,
        axisTick: { show: false },
      },
      yAxis: {
        type: "value",
        ...(line === undefined ? {} : { max: Math.max(line, ...heights) * 1.05 }),
        axisLabel: { ...axisLabel, formatter: (value: number) => figure(value, unit) },
        splitLine: quietLine,
      },
      series: [
        {
          type: kind,
          step: kind === "line" ? "end" : undefined,
          data: heights,
          barMaxWidth: 28,
          itemStyle: { color: dark ? "#4cc2bd" : "#0b6e6e" },
          lineStyle: { color: dark ? "#4cc2bd" : "#0b6e6e", width: 2 },
          cursor: "pointer",
          ...(line === undefined
            ? {}
            : {
                markLine: {
                  silent: true,
                  symbol: "none",
                  lineStyle: { type: "dotted", color: quiet, width: 1.5 },
                  data: [
                    { yAxis: line, label: { formatter: "limit", position: "insideEndTop", color: quiet } },
                  ],
                },
              }),
        },
      ],
    };
  }, [bars, heights, unit, kind, line, dark]);
  return (
    <Card
      title={title}
      about={about}
      actions={
        <ShareMenu
          name={`${id} ${title}`}
          path="/requests/search"
          body={requestsOf(id, view)}
          formats={["csv", "parquet"]}
          chart={chart}
        />
      }
    >
      <Chart
        option={option}
        height={200}
        label={`${title}, ${bars.length} requests; the table above has the figures.`}
        onPoint={({ x }) => view.set({ open: bars[Math.round(x)]?.request.request_id ?? null })}
        ref={chart}
      />
    </Card>
  );
}

function told(
  points: { dataIndex: number }[],
  bars: readonly Bar[],
  heights: readonly number[],
  unit: string,
): string {
  const place = points[0]?.dataIndex ?? 0;
  const bar = bars[place];
  if (bar === undefined) return "";
  return `Request ${bar.number}${bar.request.step ? `, ${escaped(bar.request.step)}` : ""}<br><b>${escaped(figure(heights[place], unit))}</b>`;
}
