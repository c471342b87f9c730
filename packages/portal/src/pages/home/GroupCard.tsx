/** The applications of a group: what each costs, how it does, and where it goes. */

import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import {
  type Answer,
  type Cell,
  type Question,
  type Row,
  rowsOf,
  totalsOf,
  unitOf,
  useQuestion,
} from "../../api/questions";
import type { Application, Group } from "../../api/session";
import { Sparkline } from "../../charts/Sparkline";
import { type Timeline, timelineOf } from "../../charts/timeline";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn, useTableAhead } from "../../parts/DataTable";
import { Change, Figure } from "../../parts/Figure";
import { Uncertain, Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { metricText } from "../../text/metrics";
import { aboutAll, byApplication } from "./question";
import { words } from "./words";

const METRICS = ["cost", "requests", "failure_rate", "p95(latency_ms)"];
/** Which page of an application tells more about a figure. */
const PAGES: Record<string, string> = {
  cost: "cost-drivers",
  requests: "requests",
  failure_rate: "failures",
  "p95(latency_ms)": "performance",
};

interface GroupCardProps {
  group: Group;
  view: View;
  /** Whether it leads to the page of the group. */
  linked?: boolean;
}

export default function GroupCard({ group, view, linked = false }: GroupCardProps) {
  useTableAhead();
  const about = byApplication(aboutAll(view, group.applications));
  const question: Question | null = about && { ...about, metrics: METRICS, compare: "previous" };
  const found = useQuestion(question);
  const trend = useQuestion(about && { ...about, metrics: ["cost"], grain: "auto" });
  return (
    <Card
      title={group.name}
      about={
        <>
          {group.personal && words.personal}
          {found.data && <Uncertain meta={found.data.meta} />}
        </>
      }
      actions={
        <>
          {linked && group.id !== "" && (
            <Button
              component={Link}
              to={`/g/${group.id}`}
              search={((before: Record<string, unknown>) => before) as never}
              size="compact-sm"
              variant="subtle"
              color="gray"
            >
              {words.openGroup}
              <span className="visually-hidden"> {group.name}</span>
            </Button>
          )}
          {group.role === "owner" && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => view.set({ do: "new-application", group: group.id })}
            >
              {words.newApplication}
              <span className="visually-hidden"> in {group.name}</span>
            </Button>
          )}
          {question && <ShareMenu name={group.name} question={question} />}
        </>
      }
      flush
    >
      {question === null ? (
        <Text className="quiet" px="md">
          {words.noneYet}
        </Text>
      ) : (
        <Waiting of={found} height={120}>
          {(answer) => <Applications group={group} answer={answer} trend={trend.data} view={view} />}
        </Waiting>
      )}
    </Card>
  );
}

interface ApplicationsProps {
  group: Group;
  answer: Answer;
  trend: Answer | undefined;
  view: View;
}

function Applications({ group, answer, trend, view }: ApplicationsProps) {
  const rows = new Map(rowsOf(answer).map((row) => [String(row.application), row]));
  const totals = totalsOf(answer);
  const timeline = useMemo(() => (trend ? timelineOf(trend, "cost") : undefined), [trend]);
  const search = { range: view.range, ...(view.get("zone") ? { zone: view.zone } : {}) } as never;
  const columns: TableColumn<Application>[] = [
    {
      id: "application",
      label: "Application",
      width: 220,
      cell: (one) => (
        <Link to={pageOf(one, "overview")} search={search}>
          {one.name}
        </Link>
      ),
      total: text.totals,
    },
    ...METRICS.map(
      (metric): TableColumn<Application> => ({
        id: metric,
        label: metricText(metric).label,
        meaning: metricText(metric).meaning,
        numeric: true,
        cell: (one) => (
          <Link to={pageOf(one, PAGES[metric] as string)} search={search} className="plain-link">
            {figureOf(answer, rows.get(one.name) ?? NOTHING, metric)}
          </Link>
        ),
        total: figureOf(answer, totals, metric),
      }),
    ),
    {
      id: "trend",
      label: "Cost over time",
      cell: (one) => (
        <Sparkline values={valuesOf(timeline, one.name)} label={`Cost of ${one.name} over this range`} />
      ),
    },
  ];
  return (
    <DataTable
      name={words.applicationsOf(group.name)}
      columns={columns}
      rows={group.applications}
      keyOf={(one) => one.id}
    />
  );
}

function pageOf(application: Application, page: string): string {
  return `/a/${application.id}/${page}`;
}

/** An application without a row had no request: of these there are 0, all else is not known. */
const NOTHING: Row = { requests: 0 satisfies Cell };

function figureOf(answer: Answer, row: Row, metric: string) {
  return (
    <>
      <Figure value={row[metric]} unit={metricText(metric).unit ?? unitOf(answer, metric)} />{" "}
      <Change ratio={row[`${metric}.change`]} metric={metric} />
    </>
  );
}

function valuesOf(timeline: Timeline | undefined, name: string): (number | null)[] {
  const series = timeline?.series.find((one) => one.name === name);
  return (series?.points ?? []).filter(([at]) => at !== timeline?.unfinished?.from).map(([, value]) => value);
}
