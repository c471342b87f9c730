/** Addresses of the rows behind a number: the requests of a range under filters. */

import type { Filter, Row } from "../api/questions";
import { asText } from "./ranges";
import { filterText, NOT_SET, narrowed, type View } from "./view";

/** What the address of the rows carries: the range of the view, or that of a bucket, and all filters. */
export function searchOf(
  view: View,
  filters: readonly Filter[],
  bucket?: { from: string; to: string },
): Record<string, unknown> {
  return {
    range: bucket ? `${asText(bucket.from, view.zone)}/${asText(bucket.to, view.zone)}` : view.range,
    ...(view.get("zone") ? { zone: view.zone } : {}),
    f: [...new Set(filters.map(filterText))],
  };
}

/** The part of a bucket that lies in the range of the view. */
export function withinView(view: View, bucket: { from: string; to: string }): { from: string; to: string } {
  const later = Date.parse(bucket.from) > Date.parse(view.from) ? bucket.from : view.from;
  const earlier = Date.parse(bucket.to) < Date.parse(view.to) ? bucket.to : view.to;
  return { from: later, to: earlier };
}

export const OTHER = "other";

/** What a request must be to count in a metric that does not count all of them. */
export const FAILED: Filter = { field: "failures", op: "gt", values: ["0"] };
export const RETRIED: Filter = { field: "retries", op: "gt", values: ["0"] };
export const UNPRICED: Filter = { field: "unpriced", op: "gt", values: ["0"] };
const COUNTED: Record<string, Filter> = {
  failures: FAILED,
  wasted: FAILED,
  retries: RETRIED,
  unpriced: UNPRICED,
  estimated: { field: "estimated", op: "gt", values: ["0"] },
  overrun: { field: "overrun", op: "gt", values: ["0"] },
};

export function filtersOfMetric(metric: string): Filter[] {
  return COUNTED[metric] ? [COUNTED[metric]] : [];
}

/** The filters of a row: one value of each dimension; for the rest, none of the values that have their own row. */
export function filtersOfRow(row: Row, dimensions: readonly string[], rows: readonly Row[]): Filter[] {
  const [first = ""] = dimensions;
  if (row[first] !== OTHER) return dimensions.map((name) => narrowed(name, String(row[name])));
  const named = new Set(rows.map((one) => String(one[first])).filter((name) => name !== OTHER));
  const present: Filter[] = named.delete(NOT_SET) ? [{ field: first, op: "exists", values: [] }] : [];
  return named.size > 0 ? [...present, { field: first, op: "not_in", values: [...named] }] : present;
}

/** The filters of a view and those of a row: one value of a field stands for the former choice it was part of. */
export function together(view: View, more: readonly Filter[]): Filter[] {
  const single = new Set(more.filter((filter) => filter.op === "in").map((filter) => filter.field));
  return [...view.filters.filter((filter) => !single.has(filter.field)), ...more];
}
