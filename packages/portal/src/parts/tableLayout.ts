/** What a person chose of a table: which columns, which of them stay in sight, how close the rows are. */

import { useLocalStorage } from "@mantine/hooks";
import type { ReactNode } from "react";

export interface TableColumn<T> {
  id: string;
  label: string;
  /** What the header says when asked. */
  meaning?: string | undefined;
  cell: (row: T) => ReactNode;
  /** What stands in the last line. */
  total?: ReactNode;
  numeric?: boolean;
  /** The name to sort by, when the server sorts by this column. */
  sort?: string;
  /** Hidden until it is chosen. */
  hidden?: boolean;
  width?: number;
}

/** The most that a table is high where nothing else is said, px. */
export const HEIGHT_PX = 520;

/** Heights of a row, px. */
export const ROW_PX = { comfortable: 38, compact: 28 };

export interface Layout {
  hidden: string[];
  pinned: string[];
  density: keyof typeof ROW_PX;
}

export function useLayout<T>(name: string, columns: readonly TableColumn<T>[]) {
  const [layout, setLayout] = useLocalStorage<Layout>({
    key: `assay-table-${name}`,
    defaultValue: {
      hidden: columns.filter((column) => column.hidden).map((column) => column.id),
      pinned: [],
      density: "comfortable",
    },
    getInitialValueInEffect: false,
  });
  return [layout, setLayout] as const;
}
