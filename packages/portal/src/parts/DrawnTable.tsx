/**
 * What draws a table: rows are drawn as they come into sight, columns can be chosen and pinned, totals stand
 * below, j and k move, Enter opens. Sorting is asked of whoever has all the rows: the server.
 */

import { Text } from "@mantine/core";
import {
  columnPinningFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type KeyboardEvent, type ReactNode, useMemo, useRef } from "react";
import { text } from "../text/en";
import { ColumnMenu } from "./ColumnMenu";
import classes from "./DrawnTable.module.css";
import { HEIGHT_PX, type Layout, ROW_PX, type TableColumn, useLayout } from "./tableLayout";
import { useDrawnRows } from "./useDrawnRows";

export interface DataTableProps<T> {
  /** What the rows are; also the key under which chosen columns are kept. */
  name: string;
  columns: readonly TableColumn<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** The order: a sort name, `-` before it for descending. */
  order?: string | undefined;
  onOrder?: ((order: string) => void) | undefined;
  onOpen?: ((row: T) => void) | undefined;
  selected?: string | undefined;
  /** The most the table is high, px; beyond, it scrolls. */
  height?: number;
  /** Called when the last rows come into sight. */
  onEnd?: (() => void) | undefined;
  empty?: ReactNode;
}

/** Height of the header and of the totals, px. */
const EDGE_PX = 38;

const features = tableFeatures({ columnPinningFeature, columnVisibilityFeature });

export default function DrawnTable<T>(props: DataTableProps<T>) {
  const {
    name,
    columns,
    rows,
    keyOf,
    order,
    onOrder,
    onOpen,
    selected,
    height = HEIGHT_PX,
    onEnd,
    empty,
  } = props;
  const [layout, setLayout] = useLayout(name, columns);
  const table = useColumns(columns, rows, layout);
  const shown = table.getVisibleLeafColumns().map((column) => columns.find((one) => one.id === column.id)!);
  const within = useRef<HTMLDivElement>(null);
  const rowPx = ROW_PX[layout.density];
  const { places, above, below } = useDrawnRows({ count: rows.length, rowPx, within, onEnd });
  const withTotals = columns.some((column) => column.total !== undefined);
  return (
    <div className={classes.frame}>
      <div className={`${classes.tools} no-print`}>
        <ColumnMenu name={name} columns={columns} layout={layout} setLayout={setLayout} />
      </div>
      {/* A region that scrolls can be reached and moved by keys. */}
      <section
        ref={within}
        className={classes.scroll}
        style={{ maxHeight: wholeRows(height, rowPx) }}
        tabIndex={0}
        aria-label={name}
        onKeyDown={moving}
      >
        <table className={classes.table} data-density={layout.density} aria-rowcount={rows.length}>
          <thead>
            <tr>
              {shown.map((column) => (
                <Header key={column.id} column={column} layout={layout} order={order} onOrder={onOrder} />
              ))}
            </tr>
          </thead>
          <tbody>
            {above > 0 && <Gap height={above} columns={shown.length} />}
            {places.map((place) => {
              const row = rows[place] as T;
              const key = keyOf(row);
              return (
                <tr
                  key={key}
                  style={{ height: rowPx }}
                  data-row
                  aria-rowindex={place + 1}
                  data-selected={key === selected || undefined}
                  tabIndex={onOpen ? 0 : undefined}
                  onClick={onOpen && ((event) => pressed(event.target) || onOpen(row))}
                  onKeyDown={
                    onOpen && ((event) => event.key === "Enter" && !pressed(event.target) && onOpen(row))
                  }
                >
                  {shown.map((column) => (
                    <td key={column.id} className={cellClass(column, layout)}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              );
            })}
            {below > 0 && <Gap height={below} columns={shown.length} />}
          </tbody>
          {withTotals && rows.length > 0 && (
            <tfoot>
              <tr>
                {shown.map((column) => (
                  <td key={column.id} className={cellClass(column, layout)}>
                    {column.total}
                  </td>
                ))}
              </tr>
            </tfoot>
          )}
        </table>
        {rows.length === 0 && (
          <div className={classes.empty}>{empty ?? <Text className="quiet">{text.nothing}</Text>}</div>
        )}
      </section>
    </div>
  );
}

function useColumns<T>(columns: readonly TableColumn<T>[], rows: readonly T[], layout: Layout) {
  const defined = useMemo(() => {
    const helper = createColumnHelper<typeof features, { row: T }>();
    return helper.columns(columns.map((column) => helper.display({ id: column.id })));
  }, [columns]);
  const data = useMemo(() => rows.map((row) => ({ row })), [rows]);
  return useTable({
    features,
    columns: defined,
    data,
    state: {
      columnVisibility: Object.fromEntries(layout.hidden.map((id) => [id, false])),
      columnPinning: { start: layout.pinned, end: [] },
    },
  });
}

function cellClass<T>(column: TableColumn<T>, layout: Layout): string | undefined {
  const names = [column.numeric && classes.numeric, layout.pinned.includes(column.id) && classes.pinned];
  return names.filter(Boolean).join(" ") || undefined;
}

function Header<T>({
  column,
  layout,
  order,
  onOrder,
}: {
  column: TableColumn<T>;
  layout: Layout;
  order: string | undefined;
  onOrder: ((order: string) => void) | undefined;
}) {
  const descending = order === `-${column.sort}`;
  const sorted = column.sort !== undefined && (descending || order === column.sort);
  const label = (
    <span title={column.meaning}>
      {column.label}
      {sorted && <span aria-hidden> {descending ? "↓" : "↑"}</span>}
    </span>
  );
  return (
    <th
      scope="col"
      className={cellClass(column, layout)}
      style={{ minWidth: column.width }}
      aria-sort={sorted ? (descending ? "descending" : "ascending") : undefined}
    >
      {column.sort && onOrder ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onOrder(descending ? (column.sort as string) : `-${column.sort}`)}
        >
          {label}
        </button>
      ) : (
        label
      )}
    </th>
  );
}

function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={columns} />
    </tr>
  );
}

/** The most height below a given one at which no row is cut by the totals. */
function wholeRows(height_px: number, rowPx: number): number {
  const around = 2 * EDGE_PX;
  return around + Math.floor((height_px - around) / rowPx) * rowPx;
}

/** Whether what was pressed acts by itself: a link or a button inside a row. */
function pressed(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input") !== null;
}

/** j and k, and the arrows, move from row to row. */
function moving(event: KeyboardEvent<HTMLElement>): void {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step === undefined || event.metaKey || event.ctrlKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("tr[data-row][tabindex]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[Math.max(0, at + step)];
  if (next) {
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}
