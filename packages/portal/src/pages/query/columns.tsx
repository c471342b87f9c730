/** The columns of any answer. */

import { type Answer, type Column, type Row, unitOf } from "../../api/questions";
import { instant } from "../../format";
import type { TableColumn } from "../../parts/DataTable";
import { Change, Figure } from "../../parts/Figure";
import { text } from "../../text/en";
import { dimensionLabel, metricText } from "../../text/metrics";

export function unitOfColumn(answer: Answer, name: string): string | undefined {
  return metricText(name).unit ?? unitOf(answer, name);
}

/** Dimensions and time as words, metrics as figures with their change; what is compared stands beside, not apart. */
export function answerColumns(answer: Answer, totals: Row, zone: string): TableColumn<Row>[] {
  const shown = answer.columns.filter((column) => column.of === undefined);
  return shown.map((column, place) => {
    const total = place === 0 && column.kind !== "metric" ? text.totals : undefined;
    if (column.kind === "time")
      return { id: column.name, label: "Time", cell: (row) => instant(String(row.time), zone), total };
    if (column.kind === "dimension")
      return {
        id: column.name,
        label: dimensionLabel(column.name),
        cell: (row) => String(row[column.name] ?? ""),
        total,
      };
    return figureColumn(answer, column, totals);
  });
}

function figureColumn(answer: Answer, column: Column, totals: Row): TableColumn<Row> {
  const told = metricText(column.name);
  const unit = unitOfColumn(answer, column.name);
  const cell = (row: Row) => (
    <>
      <Figure value={row[column.name]} unit={unit} />
      {answer.compare && (
        <>
          {" "}
          <Change ratio={row[`${column.name}.change`]} metric={column.name} since={answer.compare.from} />
        </>
      )}
    </>
  );
  return {
    id: column.name,
    label: told.label,
    meaning: told.meaning,
    numeric: true,
    sort: column.name,
    cell,
    total: cell(totals),
  };
}
