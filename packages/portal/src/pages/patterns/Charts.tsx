/** What is drawn. Each chart has a label, and on its page a table and a Share menu. */

import { SimpleGrid, Stack } from "@mantine/core";
import { coloursOf } from "../../charts/colours";
import { Histogram } from "../../charts/Histogram";
import { Sparkline } from "../../charts/Sparkline";
import { TimeSeries } from "../../charts/TimeSeries";
import { useDark } from "../../charts/useDark";
import { Card } from "../../parts/Card";
import { stateAt } from "../limits/amounts";
import { Bar, fullness, StateMark } from "../limits/Bar";
import { COST_BY_DAY, LATENCIES, LATENCY_BY_DAY } from "./samples";

export function Charts() {
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
      <Card title="Sums" about="Stacked; the last day is hatched, for it is not over.">
        <TimeSeries answer={COST_BY_DAY} metric="cost" height={220} />
      </Card>
      <Card title="Lines" about="With a goal across, and a version from its first day.">
        <TimeSeries
          answer={LATENCY_BY_DAY}
          metric="p95(latency_ms)"
          line={{ value: 1_000, label: "goal 1 s" }}
          moments={[{ at: "2026-11-18T00:00:00Z", label: "v2" }]}
          height={220}
        />
      </Card>
    </SimpleGrid>
  );
}

export function Distributions() {
  const colour = coloursOf(["support-chat"], useDark()).get("support-chat") as string;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
      <Card title="Distribution" about="Bars of whole ranges; a bar leads to what is in it.">
        <Histogram answer={LATENCIES} counted="requests" colour={colour} />
      </Card>
      <Card title="Trend in a word" about="Beside a figure; broken where nothing is known.">
        <Stack>
          <Sparkline values={[4, 5, 3, 6, 8, 7]} label="a trend" />
          <Sparkline values={[4, 5, null, 6, 8, 7]} label="a trend with a gap" />
        </Stack>
      </Card>
    </SimpleGrid>
  );
}

const SPENDS = ["0", "21.4", "33.1", "40", "86.19"];

export function Bars() {
  return (
    <Card title="Bars of limits" about="Length, mark and word say it; colour repeats it.">
      <Stack>
        {SPENDS.map((spend) => {
          const state = stateAt(spend, "40", "0.8");
          return (
            <div key={spend}>
              <StateMark state={state} /> {fullness(spend, "40")}
              <Bar spend={spend} max="40" threshold="0.8" state={state} />
            </div>
          );
        })}
      </Stack>
    </Card>
  );
}
