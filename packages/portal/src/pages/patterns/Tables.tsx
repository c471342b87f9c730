/** Rows, and what narrows them. */

import { Stack } from "@mantine/core";
import { useMemo } from "react";
import type { Filter } from "../../api/questions";
import { count } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Change, Money } from "../../parts/Figure";
import { FilterBar } from "../../parts/FilterBar";
import { RangePicker } from "../../parts/RangePicker";
import { useView } from "../../state/view";
import { ROWS, type SampleRow } from "./samples";

const COLUMNS: TableColumn<SampleRow>[] = [
  { id: "name", label: "Use case", cell: (row) => row.name, total: "Total" },
  {
    id: "requests",
    label: "Requests",
    numeric: true,
    sort: "requests",
    cell: (row) => count(row.requests),
    total: count(1_204),
  },
  {
    id: "cost",
    label: "Cost",
    numeric: true,
    sort: "cost",
    cell: (row) => <Money amount={row.cost} />,
    total: <Money amount="48.495000000001" />,
  },
  {
    id: "change",
    label: "Change",
    numeric: true,
    cell: (row) => <Change ratio={row.change} metric="cost_per_request" />,
  },
];

export function Tables() {
  const view = useView();
  return (
    <>
      <Card title="Tables" about="j and k move, Enter opens; columns, pins and density by ⋯." flush>
        <DataTable
          name="Sample of rows"
          columns={COLUMNS}
          rows={ROWS}
          keyOf={(row) => row.name}
          order={view.get("order") ?? "-cost"}
          onOrder={(order) => view.set({ order }, true)}
          onOpen={(row) => view.set({ open: row.name }, true)}
          selected={view.get("open") ?? "support-chat"}
        />
      </Card>
      <Card title="Empty table" flush>
        <DataTable name="Sample without rows" columns={COLUMNS} rows={[]} keyOf={(row) => row.name} />
      </Card>
    </>
  );
}

const FILTERS: Filter[] = [
  { field: "use_case", op: "in", values: ["support-chat", "contract-review"] },
  { field: "user", op: "missing", values: [] },
  { field: "property:channel", op: "not_in", values: ["web"] },
];

export function Chips() {
  const view = useView();
  const sample = useMemo(
    () => ({ ...view, filters: view.filters.length > 0 ? view.filters : FILTERS }),
    [view],
  );
  return (
    <Card title="Chips" about="Filters and the range: the whole state of a page stands in its address.">
      <Stack>
        <FilterBar view={sample} />
        <div>
          <RangePicker view={{ ...view, range: "30d" }} />
        </div>
      </Stack>
    </Card>
  );
}
