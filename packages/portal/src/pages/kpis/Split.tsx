/** A KPI by user, account, resource or property; each value leads to the instances it is of. */

import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { figuresIn, kpiMetrics } from "../../api/kpis";
import {
  type Answer,
  type Filter,
  type Question,
  type Row,
  rowsOf,
  totalsOf,
  useQuestion,
} from "../../api/questions";
import type { Kpi } from "../../api/useCases";
import { dimensionsOf, nameOf } from "../../charts/timeline";
import { count, percent } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { DimensionTabs } from "../../parts/DimensionTabs";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import { filtersOfRow, OTHER, searchOf, together } from "../../state/behind";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { dimensionLabel } from "../../text/metrics";
import { scoreQuestion } from "./questions";
import { intervalText } from "./scores";
import { words } from "./words";

const PropertyChoice = later(async () => (await import("../cost-drivers/PropertyChoice")).PropertyChoice);

const PROPERTY = "property:";
const ROWS = 50;

interface SplitProps {
  view: View;
  useCase: string;
  kpi: Kpi;
}

export function Split(props: SplitProps) {
  const { view, useCase, kpi } = props;
  const by = view.get("by") ?? "user";
  const tab = by.startsWith(PROPERTY) ? PROPERTY : by;
  const order = view.get("order") ?? `-kpi_n:${kpi.name}`;
  const question: Question | null =
    by === PROPERTY
      ? null
      : { ...scoreQuestion(view, useCase), metrics: kpiMetrics([kpi.name]), by: [by], order, top: ROWS };
  const found = useQuestion(question, useApplicationId());
  return (
    <Card
      title={words.split}
      about={words.splitAbout}
      actions={question && <ShareMenu name={`${kpi.name} by ${dimensionLabel(by)}`} question={question} />}
    >
      <DimensionTabs view={view} tabs={words.tabs} chosen={tab}>
        {tab === PROPERTY && (
          <PropertyChoice
            view={view}
            chosen={by.slice(PROPERTY.length)}
            choose={(key) => view.set({ by: PROPERTY + key })}
          />
        )}
        {question && (
          <Waiting of={found} height={200}>
            {(answer) => <GroupTable {...props} answer={answer} order={order} />}
          </Waiting>
        )}
      </DimensionTabs>
    </Card>
  );
}

function GroupTable({ view, useCase, kpi, answer, order }: SplitProps & { answer: Answer; order: string }) {
  const rows = rowsOf(answer);
  const dimensions = dimensionsOf(answer);
  const totals = totalsOf(answer);
  const behind = useInstances(view, useCase, kpi);
  const of = (row: Row) => figuresIn(row, kpi.name);
  const value = (row: Row) => {
    const told = of(row).text ?? "–";
    if (of(row).n === 0 || row[dimensions[0] ?? ""] === OTHER) return told;
    const { to, search } = behind(filtersOfRow(row, dimensions, rows));
    return (
      <Link to={to} search={search as never} className="plain-link">
        {told}
      </Link>
    );
  };
  const columns: TableColumn<Row>[] = [
    ...dimensions.map((name, place) => ({
      id: name,
      label: dimensionLabel(name),
      cell: (row: Row) => String(row[name]),
      ...(place === 0 ? { total: text.totals } : {}),
    })),
    {
      id: "value",
      label: "Value",
      numeric: true,
      sort: `kpi:${kpi.name}`,
      cell: value,
      total: of(totals).text,
    },
    {
      id: "interval",
      label: words.interval,
      meaning: words.intervalMeaning,
      numeric: true,
      cell: (row) => intervalText(kpi, of(row)),
      total: intervalText(kpi, of(totals)),
    },
    { id: "attainment", label: "Attainment", numeric: true, cell: (row) => percent(of(row).attainment) },
    {
      id: "n",
      label: "Scores",
      numeric: true,
      sort: `kpi_n:${kpi.name}`,
      cell: (row) => count(of(row).n),
      total: count(of(totals).n),
    },
    {
      id: "coverage",
      label: "Coverage",
      meaning: words.coverage,
      numeric: true,
      cell: (row) => percent(of(row).coverage),
    },
  ];
  return (
    <DataTable
      name={`${kpi.name} by ${dimensionLabel(dimensions[0] ?? "")}`}
      columns={columns}
      rows={rows}
      keyOf={(row) => nameOf(row, dimensions)}
      order={order}
      onOrder={(next) => view.set({ order: next }, true)}
      empty={<Text className="quiet">{words.none}</Text>}
    />
  );
}

/** The way to the scored instances of the use case under more filters. */
function useInstances(view: View, useCase: string, kpi: Kpi) {
  const path = usePath();
  const scored: Filter = { field: `kpi:${kpi.name}`, op: "exists", values: [] };
  return (filters: readonly Filter[]) => ({
    to: path(`/use-cases/${encodeURIComponent(useCase)}`),
    search: { ...searchOf(view, [...together(view, filters), scored]), tab: "instances" },
  });
}
