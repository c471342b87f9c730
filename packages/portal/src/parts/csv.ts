/** Rows of the API as CSV (RFC 4180), for lists of which the server makes no file. Pure. */

/** What a spreadsheet would run as a formula begins with one of these. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

type Row = ReadonlyMap<string, string>;

/**
 * A column for each field, one within another as `totals.cost.total.base`; a row that lacks a field has nothing
 * there. A list is JSON text. Figures keep their digits. Text that a spreadsheet would run as a formula gets an
 * apostrophe before it, as in the files of the server.
 */
export function csvOf(rows: readonly object[]): string {
  const flat = rows.map((row): Row => new Map(cellsOf(row, "")));
  const columns = [...new Set(flat.flatMap((row) => [...row.keys()]))];
  const lines = [columns, ...flat.map((row) => columns.map((column) => row.get(column) ?? ""))];
  return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

function cellsOf(value: object, within: string): [string, string][] {
  return Object.entries(value).flatMap(([name, field]): [string, string][] => {
    const column = `${within}${name}`;
    if (field === null || field === undefined) return [[column, ""]];
    if (Array.isArray(field)) return [[column, JSON.stringify(field)]];
    return typeof field === "object" ? cellsOf(field, `${column}.`) : [[column, String(field)]];
  });
}

function quoted(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
