/** A table of any length. What draws it comes with the first one: the rest of a page is seen before. */

import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import { text } from "../text/en";
import type { DataTableProps } from "./DrawnTable";
import { HEIGHT_PX, ROW_PX } from "./tableLayout";

export type { TableColumn } from "./tableLayout";

const DrawnTable = lazy(() => import("./DrawnTable"));

/** The header and the totals, in rows. */
const EDGES = 2;

export function DataTable<T>(props: DataTableProps<T>) {
  const { rows, height = HEIGHT_PX } = props;
  const expected = Math.min(height, (rows.length + EDGES) * ROW_PX.comfortable);
  return (
    <Suspense fallback={<Skeleton height={expected} aria-label={text.loading} role="status" />}>
      <DrawnTable {...(props as unknown as DataTableProps<unknown>)} />
    </Suspense>
  );
}
