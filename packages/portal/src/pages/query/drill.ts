/** From a row of an answer to the requests behind it. Pure. */

import { type Answer, type Filter, type Row, rowsOf } from "../../api/questions";
import { bucketAt, dimensionsOf, timelineOf } from "../../charts/timeline";
import { asText } from "../../state/ranges";
import { filterText, narrowed, type View } from "../../state/view";

const OTHER = "other";

/** The search of the requests page for a row, or null where no filters can tell its requests: the rest of groups. */
export function requestsOf(row: Row, answer: Answer, view: View): Record<string, unknown> | null {
  const named = dimensionsOf(answer);
  const rest = named.some((name) => row[name] === OTHER) && isRest(row, answer);
  if (rest && named.length !== 1) return null;
  const own = rest
    ? [outside(named[0] as string, answer)]
    : named.map((name) => narrowed(name, String(row[name])));
  const filters = [...view.filters.filter((filter) => !named.includes(filter.field) || rest), ...own];
  return { range: rangeOf(row, answer, view), zone: view.get("zone"), f: filters.map(filterText) };
}

/** Whether a row is the rest, and no group that happens to be called so. */
function isRest(row: Row, answer: Answer): boolean {
  const groups = rowsOf({ ...answer, other: null, other_rows: null });
  const named = dimensionsOf(answer);
  return !groups.some((group) => group.time === row.time && named.every((name) => group[name] === row[name]));
}

/** Everything but the groups of an answer. */
function outside(field: string, answer: Answer): Filter {
  const groups = rowsOf({ ...answer, other: null, other_rows: null });
  return { field, op: "not_in", values: [...new Set(groups.map((group) => String(group[field])))] };
}

/** The bucket of the row, cut at the ends of the range; without time, the range. */
function rangeOf(row: Row, answer: Answer, view: View): string {
  if (typeof row.time !== "string") return view.range;
  const timeline = timelineOf(answer, answer.columns.at(-1)?.name ?? "");
  const bucket = bucketAt(timeline, timeline.times.indexOf(row.time));
  if (bucket === null) return view.range;
  const from = Math.max(Date.parse(bucket.from), Date.parse(view.from));
  const to = Math.min(Date.parse(bucket.to), Date.parse(view.to));
  return `${asText(from, view.zone)}/${asText(to, view.zone)}`;
}
