/** The table of a breakdown: its rows and the rest add up to the totals; the swatch is the chart's legend. */

import { Checkbox, Group, Progress, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  type Answer,
  type Cell,
  type Question,
  type Row,
  rowsOf,
  totalsOf,
  unitOf,
} from "../../api/questions";
import { dimensionsOf, nameOf } from "../../charts/timeline";
import { percent } from "../../format";
import { usePath } from "../../state/application";
import { filtersOfMetric, filtersOfRow, OTHER, searchOf, together } from "../../state/behind";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { dimensionLabel, metricText } from "../../text/metrics";
import { Card } from "../Card";
import { DataTable, type TableColumn } from "../DataTable";
import { Change, Figure } from "../Figure";
import { Uncertain, Waiting } from "../Honest";
import { ShareMenu } from "../ShareMenu";
import { dimensionsLabel } from "./question";
import { shareOf } from "./series";
import type { Chosen } from "./useChosen";
import { words } from "./words";

interface BreakdownTableProps {
  view: View;
  by: readonly string[];
  metric: string;
  rows: UseQueryResult<Answer>;
  question: Question;
  order: string;
  chosen: Chosen;
  colours: ReadonlyMap<string, string>;
  /** The name of the row whose distribution is shown. */
  selected: string | undefined;
  /** The versions of each use case in this range, where rows are use cases. */
  versions: ReadonlyMap<string, string> | undefined;
}

export function BreakdownTable(props: BreakdownTableProps) {
  const { by, metric, rows, question } = props;
  const { label } = metricText(metric);
  return (
    <Card
      title={words.each(dimensionsLabel(by))}
      about={rows.data && <Uncertain meta={rows.data.meta} />}
      actions={<ShareMenu name={`${label} by ${dimensionsLabel(by)}`} question={question} />}
      flush
    >
      <Waiting of={rows} height={320}>
        {(answer) => <Rows {...props} answer={answer} />}
      </Waiting>
    </Card>
  );
}

function Rows({ answer, ...props }: BreakdownTableProps & { answer: Answer }) {
  const { view, by, order, selected } = props;
  const rows = rowsOf(answer);
  const dimensions = dimensionsOf(answer);
  const columns = useColumns(answer, rows, props);
  const select = (row: Row) => {
    const name = nameOf(row, dimensions);
    view.set({ row: name === selected ? null : name }, true);
  };
  return (
    <>
      <DataTable
        name={dimensionsLabel(by)}
        columns={columns}
        rows={rows}
        keyOf={(row) => nameOf(row, dimensions)}
        order={order}
        onOrder={(next) => view.set({ order: next }, true)}
        onOpen={select}
        selected={selected}
      />
      <p className="quiet table-note">
        {words.how} {answer.rows_overlap && text.overlap}
      </p>
    </>
  );
}

function useColumns(answer: Answer, rows: Row[], props: BreakdownTableProps): TableColumn<Row>[] {
  const { view, metric, chosen, colours, versions } = props;
  const path = usePath();
  const dimensions = dimensionsOf(answer);
  const [named = ""] = dimensions;
  const totals = totalsOf(answer);
  const behind = (metric: string, row: Row | null) => {
    const filters = [...filtersOfMetric(metric), ...(row ? filtersOfRow(row, dimensions, rows) : [])];
    return { to: path("/requests"), search: searchOf(view, together(view, filters)) };
  };
  const figures = answer.columns.filter((column) => column.kind === "metric" && column.of === undefined);
  const [first, ...others] = figures.map((column) =>
    figureColumn(answer, column.name, totals, (row) => behind(column.name, row)),
  );
  return [
    {
      id: named,
      label: dimensionLabel(named),
      width: 200,
      cell: (row) => (
        <NameCell
          name={String(row[named])}
          colour={colours.get(nameOf(row, dimensions))}
          chosen={chosen}
          series={nameOf(row, dimensions)}
        />
      ),
      total: text.totals,
    },
    ...dimensions
      .filter((name) => name !== named)
      .map((name) => ({
        id: name,
        label: dimensionLabel(name),
        cell: (row: Row) => String(row[name] ?? ""),
      })),
    ...(versions ? [versionColumn(versions)] : []),
    first as TableColumn<Row>,
    ...(shareOf(metric, "1", totals[metric]) === null ? [] : [shareColumn(metric, totals[metric])]),
    ...others,
  ];
}

interface NameCellProps {
  name: string;
  series: string;
  colour: string | undefined;
  chosen: Chosen;
}

function NameCell({ name, series, colour, chosen }: NameCellProps) {
  return (
    <Group gap={8} wrap="nowrap">
      {name !== OTHER && (
        <Checkbox
          size="xs"
          className="no-print"
          aria-label={`Draw ${series}`}
          checked={chosen.names.has(series)}
          onChange={() => chosen.toggle(series)}
        />
      )}
      <span className="swatch" style={{ background: colour ?? "transparent" }} aria-hidden />
      <span>{name}</span>
    </Group>
  );
}

function versionColumn(versions: ReadonlyMap<string, string>): TableColumn<Row> {
  return {
    id: "versions",
    label: "Version",
    meaning: "The versions with requests in this range.",
    cell: (row) => versions.get(String(row.use_case)) ?? "",
  };
}

function shareColumn(metric: string, whole: Cell | undefined): TableColumn<Row> {
  return {
    id: "share",
    label: "Of total",
    meaning: `The part of ${metricText(metric).label.toLowerCase()} that this row has.`,
    width: 130,
    cell: (row) => {
      const share = shareOf(metric, row[metric], whole) ?? 0;
      return (
        <Group gap={8} wrap="nowrap">
          <Progress value={share * 100} size="sm" w={64} color="gray" className="no-print" aria-hidden />
          <Text component="span" size="sm">
            {percent(share)}
          </Text>
        </Group>
      );
    },
  };
}

type Behind = (row: Row | null) => { to: string; search: Record<string, unknown> };

function figureColumn(answer: Answer, name: string, totals: Row, behind: Behind): TableColumn<Row> {
  const told = metricText(name);
  const unit = told.unit ?? unitOf(answer, name);
  const shown = (row: Row, place: Row | null) => {
    const { to, search } = behind(place);
    return (
      <Group gap={8} justify="flex-end" wrap="nowrap">
        <Link to={to} search={search as never} className="plain-link">
          <Figure value={row[name]} unit={unit} />
        </Link>
        {answer.compare && <Change ratio={row[`${name}.change`]} metric={name} since={answer.compare.from} />}
      </Group>
    );
  };
  return {
    id: name,
    label: told.label,
    meaning: told.meaning,
    numeric: true,
    sort: name,
    cell: (row) => shown(row, row),
    total: shown(totals, null),
  };
}
