/** A question as the builder holds it: in the URL, and in a report. Pure. */

import type { Filter, Grain, Question } from "../../api/questions";
import { filterText, type View } from "../../state/view";

/** What of a question the builder itself chooses; range, zone and filters are the view's. */
export interface Query {
  metrics: string[];
  by: string[];
  grain: Grain;
  top: number;
  order: string;
}

/** A question without its range: what a report keeps. */
export type SavedQuestion = Omit<Question, "from" | "to">;

export const MOST_METRICS = 12;
export const MOST_DIMENSIONS = 3;
export const DEFAULT_TOP = 50;
const DEFAULT_METRICS = ["cost", "requests"];

const listed = (text: string | undefined) =>
  text === undefined || text === "" ? [] : text.split(",").map(decodeURIComponent);
const asList = (names: readonly string[]) => names.map(encodeURIComponent).join(",");

export function queryOf(view: Pick<View, "get">): Query {
  const named = listed(view.get("metrics"));
  const metrics = (named.length > 0 ? named : DEFAULT_METRICS).slice(0, MOST_METRICS);
  const order = view.get("order");
  const top = Number(view.get("top"));
  return {
    metrics,
    by: listed(view.get("by")).slice(0, MOST_DIMENSIONS),
    grain: (view.get("grain") ?? "none") as Grain,
    top: Number.isInteger(top) && top > 0 ? top : DEFAULT_TOP,
    order: order !== undefined && metrics.includes(order.replace(/^-/, "")) ? order : `-${metrics[0]}`,
  };
}

/** The change of the URL that a change of the query is. What stands at its default is left out. */
export function changeOf(query: Partial<Query>): Record<string, string | null> {
  return {
    ...(query.metrics && { metrics: asList(query.metrics) }),
    ...(query.by && { by: asList(query.by) }),
    ...(query.grain && { grain: query.grain === "none" ? null : query.grain }),
    ...(query.top && { top: query.top === DEFAULT_TOP ? null : String(query.top) }),
    ...(query.order && { order: query.order }),
  };
}

/** What a report keeps of the query and the view. */
export function savedQuestion(query: Query, view: Pick<View, "question">): SavedQuestion {
  const { zone, filters, compare } = view.question;
  return { ...query, zone: zone ?? "UTC", filters: filters ?? [], compare: compare ?? null };
}

/** The URL that shows a report. */
export function searchOf(report: {
  report_id: string;
  question: SavedQuestion;
  range: string;
}): Record<string, string | string[]> {
  const { question } = report;
  const grain = question.grain ?? "none";
  const all: Record<string, string | string[] | null> = {
    report: report.report_id,
    range: report.range,
    zone: question.zone ?? "UTC",
    compare: question.compare ? "previous" : null,
    f: (question.filters ?? []).map((filter: Filter) => filterText(filter)),
    ...changeOf({
      metrics: question.metrics,
      by: question.by ?? [],
      grain,
      top: question.top ?? DEFAULT_TOP,
      order: question.order ?? `-${question.metrics[0]}`,
    }),
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string | string[]] => (entry[1] ?? "").length > 0),
  );
}

/** Whether two saved questions ask the same, however they were written. */
export function sameQuestion(one: SavedQuestion, other: SavedQuestion): boolean {
  return JSON.stringify(normal(one)) === JSON.stringify(normal(other));
}

function normal(question: SavedQuestion): unknown[] {
  const { metrics, by = [], grain = "none", top = DEFAULT_TOP, order, zone = "UTC" } = question;
  const filters = (question.filters ?? []).map(filterText);
  return [metrics, by, grain, top, order ?? `-${metrics[0]}`, zone, filters, question.compare ?? null];
}

const DAYS = /^(\d{1,4})d$/;
const COUNTED = /^(\d{1,4})(h|mo)$/;
const NAMED: Record<string, string> = {
  today: "this day",
  "this-month": "this month",
  "last-month": "last month",
};

/**
 * A range of the URL as a report keeps it. `30d` is today and 29 days before, which a report calls `last 29 days`;
 * hours and months are counted back from now there, so that the page shows that range from then on.
 */
export function expressionOf(range: { range: string; from: string; to: string }): string {
  const text = range.range;
  const days = DAYS.exec(text);
  if (days) return Number(days[1]) === 1 ? "this day" : `last ${Number(days[1]) - 1} days`;
  const counted = COUNTED.exec(text);
  if (counted) return `last ${counted[1]} ${counted[2] === "h" ? "hours" : "months"}`;
  if (text.includes("/")) return `${range.from}/${range.to}`;
  return NAMED[text] ?? text;
}
