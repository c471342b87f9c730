/** A table of any length. What draws it comes with the first one: the rest of a page is seen before. */

import { Skeleton } from "@mantine/core";
import { lazy, Suspense, useEffect } from "react";
import { text } from "../text/en";
import type { DataTableProps } from "./DrawnTable";
import { HEIGHT_PX, ROW_PX } from "./tableLayout";

export type { TableColumn } from "./tableLayout";

const load = () => import("./DrawnTable");
const DrawnTable = lazy(load);

/** The header and the totals, in rows. */
const EDGES = 2;

/** Loads what draws tables while their rows are awaited. What fails is told when it is drawn. */
export function useTableAhead(): void {
  useEffect(() => void load().catch(() => undefined), []);
}

export function DataTable<T>(props: DataTableProps<T>) {
  const { rows, height = HEIGHT_PX } = props;
  const expected = Math.min(height, (rows.length + EDGES) * ROW_PX.comfortable);
  return (
    <Suspense fallback={<Skeleton height={expected} aria-label={text.loading} role="status" />}>
      <DrawnTable {...(props as unknown as DataTableProps<unknown>)} />
    </Suspense>
  );
}
