/** A table of any length. What draws it comes with the first one: the rest of a page is seen before. */

import { type FC, useEffect } from "react";
import type { DataTableProps } from "./DrawnTable";
import { later } from "./later";
import { HEIGHT_PX, ROW_PX } from "./tableLayout";

export type { TableColumn } from "./tableLayout";

/** The header and the totals, in rows. */
const EDGES = 2;

const DrawnTable = later(async () => (await import("./DrawnTable")).default as FC<DataTableProps<unknown>>, {
  height: ({ rows, height = HEIGHT_PX }) => Math.min(height, (rows.length + EDGES) * ROW_PX.comfortable),
});

/** Loads what draws tables while their rows are awaited. */
export function useTableAhead(): void {
  useEffect(DrawnTable.ahead, []);
}

export function DataTable<T>(props: DataTableProps<T>) {
  return <DrawnTable {...(props as unknown as DataTableProps<unknown>)} />;
}
