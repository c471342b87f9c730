/** What an instance is and came to. */

import { Anchor, SimpleGrid, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { totalsOf } from "../../api/questions";
import type { RequestSummary } from "../../api/requests";
import { count, decimal, duration, instant } from "../../format";
import { carried } from "../../frame/carried";
import { Card } from "../../parts/Card";
import { Money } from "../../parts/Figure";
import { Uncertain } from "../../parts/Honest";
import { usePath } from "../../state/application";
import type { View } from "../../state/view";
import { versionName } from "../use-cases/versions";
import type { InstanceParts } from "./useInstanceParts";
import { barsOf, span_ms } from "./waterfall";
import { words } from "./words";

export function InstanceFacts({ view, parts }: { view: View; parts: InstanceParts }) {
  const facts = useFacts(view);
  return (
    <Card title="At a glance">
      <SimpleGrid component="dl" m={0} cols={{ base: 1, xs: 2, md: 4 }} spacing="md">
        {facts.map(([label, shown]) => (
          <div key={label}>
            <Text component="dt" size="sm" className="quiet">
              {label}
            </Text>
            <Text component="dd" size="sm" m={0} data-fact={label}>
              {shown(parts)}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </Card>
  );
}

/** When the last byte of the last request came. */
function endOf(requests: RequestSummary[] | undefined): string | null {
  const first = requests?.[0];
  return first ? new Date(Date.parse(first.time) + span_ms(barsOf(requests))).toISOString() : null;
}

type Fact = [label: string, shown: (side: InstanceParts) => ReactNode];

export function useFacts(view: View): Fact[] {
  const path = usePath();
  const totals = ({ figures }: InstanceParts) => figures.data && totalsOf(figures.data);
  return [
    ["Version", ({ instance }) => instance.data && versionName(instance.data.type_version)],
    ["User", ({ instance }) => instance.data?.user_id ?? "not told"],
    ["Account", ({ instance }) => instance.data?.account_name ?? "not told"],
    ["Start", ({ requests }) => instant(requests?.[0]?.time, view.zone, true)],
    ["End", ({ requests }) => instant(endOf(requests), view.zone, true)],
    ["Time in all", ({ requests }) => (requests?.length ? duration(span_ms(barsOf(requests))) : "–")],
    [
      "Cost",
      (side) => (
        <>
          <Text component="span" size="sm" fw={600}>
            <Money amount={totals(side)?.cost} />
          </Text>{" "}
          <Text component="span" size="sm" className="quiet">
            in <Money amount={totals(side)?.cost_in} />, out <Money amount={totals(side)?.cost_out} />
          </Text>
          {side.figures.data && <Uncertain meta={side.figures.data.meta} />}
        </>
      ),
    ],
    ["Requests", (side) => `${count(totals(side)?.requests)}, ${count(totals(side)?.failures)} failed`],
    ["Units", (side) => `${count(totals(side)?.["units.in"])} in, ${count(totals(side)?.["units.out"])} out`],
    ["KPI scores", (side) => <Scores side={side} />],
    [
      "Automatic limit",
      ({ limit }) =>
        limit ? (
          <Anchor
            component={Link}
            size="sm"
            to={path(`/limits/${encodeURIComponent(limit.limit_id)}`)}
            search={carried as never}
          >
            {limit.state}: <Money amount={limit.totals.cost.total.base} /> of <Money amount={limit.max} />
          </Anchor>
        ) : (
          words.noLimit
        ),
    ],
    [words.properties, (side) => <Properties properties={side.instance.data?.properties ?? {}} />],
  ];
}

function Scores({ side }: { side: InstanceParts }) {
  const path = usePath();
  const useCase = side.instance.data?.use_case_name;
  if (side.scores.length === 0 || !useCase) return words.noScores;
  return side.scores.map((score) => (
    <div key={score.kpi_name}>
      <Anchor
        component={Link}
        size="sm"
        to={path(`/kpis/${encodeURIComponent(useCase)}/${encodeURIComponent(score.kpi_name)}`)}
        search={carried as never}
      >
        {score.kpi_name}
      </Anchor>{" "}
      {score.kpi_type === "boolean" ? (Number(score.score) === 1 ? "yes" : "no") : decimal(score.score)}
    </div>
  ));
}

function Properties({ properties }: { properties: Record<string, string> }) {
  const listed = Object.entries(properties);
  if (listed.length === 0) return words.noProperties;
  return listed.map(([key, value]) => (
    <Text key={key} size="sm">
      <span className="quiet">{key}</span> {value}
    </Text>
  ));
}
