/** A use case at a glance: its figures, itself over time with the versions that took over, versions, goals. */

import { Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { type Question, totalsOf, unitOf, useQuestion } from "../../api/questions";
import { useCaseQuery } from "../../api/useCases";
import type { ChartHandle } from "../../charts/Chart";
import { TimeSeries } from "../../charts/TimeSeries";
import { Card } from "../../parts/Card";
import { Choice } from "../../parts/Choice";
import { Stat } from "../../parts/Figure";
import { Uncertain, Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import { searchOf, withinView } from "../../state/behind";
import { asText } from "../../state/ranges";
import { narrowed, type View } from "../../state/view";
import { metricText } from "../../text/metrics";
import { KpiCards } from "../kpis/KpiCards";
import { filtersWithin, questionWithin } from "./scope";
import { VersionsCard } from "./VersionsCard";
import { transitions, versionStarts, withVersionNames } from "./versions";

const FIGURES = ["cost", "instances", "requests", "cost_per_instance", "failure_rate", "p95(latency_ms)"];
const DRAWN = [
  "cost",
  "instances",
  "requests",
  "cost_per_instance",
  "p50(latency_ms)",
  "p95(latency_ms)",
  "failure_rate",
  "units_per_request",
];

export function Overview({ view, useCase }: { view: View; useCase: string }) {
  return (
    <>
      <Figures view={view} useCase={useCase} />
      <Timeline view={view} useCase={useCase} />
      <VersionsCard view={view} useCase={useCase} />
      <KpiCards view={view} useCase={useCase} />
    </>
  );
}

function Figures({ view, useCase }: { view: View; useCase: string }) {
  const app = useApplicationId();
  const path = usePath();
  const found = useQuestion({ ...questionWithin(view, useCase), metrics: FIGURES }, app);
  return (
    <Waiting of={found} height={100}>
      {(answer) => {
        const totals = totalsOf(answer);
        return (
          <Group mb="md" gap="md" align="stretch">
            {FIGURES.map((metric) => (
              <Stat
                key={metric}
                metric={metric}
                value={totals[metric]}
                unit={unitOf(answer, metric)}
                changed={totals[`${metric}.change`]}
                to={path("/requests")}
                search={searchOf(view, filtersWithin(view, useCase))}
              />
            ))}
          </Group>
        );
      }}
    </Waiting>
  );
}

function Timeline({ view, useCase }: { view: View; useCase: string }) {
  const app = useApplicationId();
  const path = usePath();
  const navigate = useNavigate();
  const chart = useRef<ChartHandle>(null);
  const named = view.get("metric") ?? "";
  const metric = DRAWN.includes(named) ? named : "cost";
  const { compare: _drawnOnce, ...about } = questionWithin(view, useCase);
  const question: Question = {
    ...about,
    metrics: [...new Set([metric, "requests"])],
    by: ["version"],
    grain: view.grain,
  };
  const found = useQuestion(question, app);
  const drawn = useMemo(() => found.data && withVersionNames(found.data), [found.data]);
  const versions = useQuery(useCaseQuery(app, useCase)).data?.versions;
  const moments = useMemo(
    () => found.data && transitions(versionStarts(found.data), versions),
    [found.data, versions],
  );
  const told = metricText(metric);
  const zoom = (from_ms: number, to_ms: number) =>
    view.set({ range: `${asText(from_ms, view.zone)}/${asText(to_ms, view.zone)}` });
  return (
    <Card
      title={`${told.label} by version`}
      about={told.meaning}
      actions={<ShareMenu name={`${useCase} by version`} question={question} chart={chart} />}
    >
      <Group justify="space-between" mb="xs" className="no-print">
        <Choice
          aria-label="Metric"
          w={220}
          allowDeselect={false}
          data={DRAWN.map((name) => ({ value: name, label: metricText(name).label }))}
          value={metric}
          onChange={(name) => view.set({ metric: name })}
        />
        {found.data && <Uncertain meta={found.data.meta} />}
      </Group>
      <Waiting of={found} height={260}>
        {() =>
          drawn && (
            <TimeSeries
              answer={drawn}
              metric={metric}
              moments={moments}
              onRange={zoom}
              onPoint={({ series, bucket }) => {
                const version = series ? [narrowed("version", series.name.replace(/^v/, ""))] : [];
                void navigate({
                  to: path("/requests"),
                  search: searchOf(
                    view,
                    [...filtersWithin(view, useCase), ...version],
                    withinView(view, bucket),
                  ) as never,
                });
              }}
              ref={chart}
            />
          )
        }
      </Waiting>
    </Card>
  );
}
