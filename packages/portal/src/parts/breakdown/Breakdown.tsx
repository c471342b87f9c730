/**
 * A metric by a dimension: over time, as a table whose total is the whole, and every number a way to the requests
 * behind it. Rows that are chosen filter the chart.
 */

import { Checkbox, Group, SegmentedControl, Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import {
  type Answer,
  type Question,
  type Row,
  rowsOf,
  totalsOf,
  unitOf,
  useQuestion,
} from "../../api/questions";
import type { ChartHandle } from "../../charts/Chart";
import { type Moment, TimeSeries } from "../../charts/TimeSeries";
import { useApplicationId, usePath } from "../../state/application";
import { asText } from "../../state/ranges";
import { filterText, narrowed, type View } from "../../state/view";
import { text } from "../../text/en";
import { dimensionLabel, metricText } from "../../text/metrics";
import { Card } from "../Card";
import { DataTable, type TableColumn } from "../DataTable";
import { Change, Figure } from "../Figure";
import { Uncertain, Waiting } from "../Honest";
import { ShareMenu } from "../ShareMenu";

export interface BreakdownProps {
  view: View;
  /** The dimension of the rows. */
  by: string;
  /** The metrics that may be drawn; the first is drawn when the URL names none. */
  metrics: readonly string[];
  /** More columns of the table. */
  beside?: readonly string[];
  moments?: readonly Moment[];
}

const SERIES = 8;
const GRAINS = ["auto", "hour", "day", "week", "month"] as const;

export function Breakdown({ view, by, metrics, beside = [], moments }: BreakdownProps) {
  const app = useApplicationId();
  const metric = chosen(view.get("metric"), metrics);
  const order = view.get("order") ?? `-${metric}`;
  const columns = [...new Set([metric, ...beside])];
  const table: Question = { ...view.question, metrics: columns, by: [by], order, top: 200 };
  const { compare: _drawnOnce, ...range } = view.question;
  const drawn: Question = { ...range, metrics: [metric], by: [by], grain: view.grain, top: SERIES };
  const rows = useQuestion(table, app);
  const series = useQuestion(drawn, app);
  const chart = useRef<ChartHandle>(null);
  const only = useOnly(view);
  const zoom = (from_ms: number, to_ms: number) =>
    view.set({ range: `${asText(from_ms, view.zone)}/${asText(to_ms, view.zone)}` });
  const label = metricText(metric).label;
  return (
    <>
      <Card
        title={`${label} by ${dimensionLabel(by).toLowerCase()}`}
        about={metricText(metric).meaning}
        actions={<ShareMenu name={`${label} over time`} question={drawn} chart={chart} />}
      >
        <Group justify="space-between" mb="xs" className="no-print">
          <Select
            aria-label="Metric"
            w={220}
            allowDeselect={false}
            data={metrics.map((name) => ({ value: name, label: metricText(name).label }))}
            value={metric}
            onChange={(name) => view.set({ metric: name, order: null })}
          />
          <SegmentedControl
            aria-label="Grain"
            size="xs"
            data={[...GRAINS]}
            value={view.grain}
            onChange={(grain) => view.set({ grain: grain === "auto" ? null : grain })}
          />
        </Group>
        <Waiting of={series} height={260}>
          {(answer) => (
            <TimeSeries
              answer={answer}
              metric={metric}
              only={only.chosen.size > 0 ? only.chosen : undefined}
              moments={moments}
              onRange={zoom}
              ref={chart}
            />
          )}
        </Waiting>
      </Card>
      <Card
        title={dimensionLabel(by)}
        about={rows.data && <Uncertain meta={rows.data.meta} />}
        actions={<ShareMenu name={`${label} by ${dimensionLabel(by)}`} question={table} />}
        flush
      >
        <Waiting of={rows} height={320}>
          {(answer) => <BreakdownTable answer={answer} view={view} by={by} order={order} only={only} />}
        </Waiting>
      </Card>
    </>
  );
}

function chosen(named: string | undefined, metrics: readonly string[]): string {
  return named !== undefined && metrics.includes(named) ? named : (metrics[0] as string);
}

interface Only {
  chosen: ReadonlySet<string>;
  toggle: (name: string) => void;
}

/** The rows that are chosen for the chart: they stand in the URL. */
function useOnly(view: View): Only {
  const named = view.get("only") ?? "";
  return useMemo(() => {
    const chosen = new Set(named === "" ? [] : named.split(",").map(decodeURIComponent));
    const toggle = (name: string) => {
      const next = new Set(chosen);
      if (!next.delete(name)) next.add(name);
      view.set({ only: [...next].map(encodeURIComponent).join(",") }, true);
    };
    return { chosen, toggle };
  }, [named, view]);
}

interface BreakdownTableProps {
  answer: Answer;
  view: View;
  by: string;
  order: string;
  only: Only;
}

function BreakdownTable({ answer, view, by, order, only }: BreakdownTableProps) {
  const navigate = useNavigate();
  const path = usePath();
  const rows = rowsOf(answer);
  const totals = totalsOf(answer);
  const requests = (row: Row) =>
    void navigate({
      to: path("/requests"),
      search: {
        range: view.range,
        ...(view.get("zone") ? { zone: view.zone } : {}),
        f: [...view.filters.filter((filter) => filter.field !== by), narrowed(by, String(row[by]))].map(
          filterText,
        ),
      } as never,
    });
  const metrics = answer.columns.filter((column) => column.kind === "metric" && column.of === undefined);
  const others = answer.columns.filter((column) => column.kind === "dimension" && column.name !== by);
  const columns: TableColumn<Row>[] = [
    {
      id: by,
      label: dimensionLabel(by),
      width: 220,
      cell: (row) => (
        <Group gap={8} wrap="nowrap">
          <Checkbox
            size="xs"
            aria-label={`Draw ${row[by]}`}
            checked={only.chosen.has(String(row[by]))}
            onChange={() => only.toggle(String(row[by]))}
          />
          <span>{String(row[by])}</span>
        </Group>
      ),
      total: text.totals,
    },
    ...others.map(
      (column): TableColumn<Row> => ({
        id: column.name,
        label: dimensionLabel(column.name),
        cell: (row) => String(row[column.name] ?? ""),
      }),
    ),
    ...metrics.map((column): TableColumn<Row> => figureColumn(answer, column.name, totals)),
  ];
  return (
    <>
      <DataTable
        name={dimensionLabel(by)}
        columns={columns}
        rows={rows}
        keyOf={(row) => `${row[by]} ${others.map((column) => row[column.name]).join(" ")}`}
        order={order}
        onOrder={(next) => view.set({ order: next }, true)}
        onOpen={requests}
      />
      {answer.rows_overlap && <p className="quiet table-note">{text.overlap}</p>}
    </>
  );
}

function figureColumn(answer: Answer, name: string, totals: Row): TableColumn<Row> {
  const told = metricText(name);
  const unit = told.unit ?? unitOf(answer, name);
  const shown = (row: Row) => (
    <Group gap={8} justify="flex-end" wrap="nowrap">
      <Figure value={row[name]} unit={unit} />
      {answer.compare && <Change ratio={row[`${name}.change`]} metric={name} />}
    </Group>
  );
  return {
    id: name,
    label: told.label,
    meaning: told.meaning,
    numeric: true,
    sort: name,
    cell: shown,
    total: shown(totals),
  };
}
