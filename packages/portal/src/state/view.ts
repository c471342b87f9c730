/**
 * The whole state of a page is its URL: range, comparison, filters, split, metric and whatever else a page
 * adds. Going back is undoing.
 */

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { Filter, Grain, Operator, Question } from "../api/questions";
import { useMinute } from "./clock";
import { DEFAULT_RANGE, localZone, type Range, resolved } from "./ranges";

/** The search part of a URL: plain texts; a name may come more than once. */
export type Search = Record<string, string | string[]>;

export function parseSearch(text: string): Search {
  const search: Search = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const known = search[name];
    search[name] = known === undefined ? value : [...[known].flat(), value];
  }
  return search;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (typeof one === "string" && one !== "" ? [[name, one]] : [])),
  );
  const text = new URLSearchParams(pairs as [string, string][]).toString();
  return text === "" ? "" : `?${text}`;
}

/** A filter in a URL: `use_case:in:support-chat,contract-review`, its parts percent-encoded. */
export function filterText(filter: Filter): string {
  const parts = [filter.field, filter.op, filter.values.map(encodeURIComponent).join(",")];
  return parts.map((part, place) => (place === 2 ? part : encodeURIComponent(part))).join(":");
}

const OPERATORS = new Set(["in", "not_in", "exists", "missing", "prefix", "gt", "gte", "lt", "lte"]);

export function filterOf(text: string): Filter | null {
  const [field, op, values] = text.split(":");
  if (!field || !op || !OPERATORS.has(op)) return null;
  try {
    return {
      field: decodeURIComponent(field),
      op: op as Operator,
      values: values ? values.split(",").map(decodeURIComponent) : [],
    };
  } catch {
    return null;
  }
}

/** What an address says of its page. */
export interface Looked {
  /** The range as the URL tells it: `30d`. */
  range: string;
  from: string;
  to: string;
  zone: string;
  grain: Grain;
  /** Whether the period before is shown beside. */
  compare: boolean;
  filters: Filter[];
  /** Any other name of the URL. */
  get(name: string): string | undefined;
  /** What a question about this view begins with. */
  question: Pick<Question, "from" | "to" | "zone" | "filters" | "compare">;
}

/** What is looked at, and the ways to look at something else. */
export interface View extends Looked {
  /** Change some names of the URL; null or "" takes one away. `replace` leaves no step to go back to. */
  set(change: Record<string, string | string[] | null>, replace?: boolean): void;
  setFilters(filters: Filter[]): void;
  /** Narrow to one value of a field: what a click on a number does. */
  narrow(field: string, value: string): void;
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export function rangeOf(search: Search, zone: string, now_ms: number): Range & { text: string } {
  const text = first(search.range) ?? DEFAULT_RANGE;
  const range = resolved(text, zone, now_ms);
  return range
    ? { ...range, text }
    : { ...(resolved(DEFAULT_RANGE, zone, now_ms) as Range), text: DEFAULT_RANGE };
}

export function lookedAt(search: Search, now_ms: number): Looked {
  const zone = first(search.zone) ?? localZone();
  const { from, to, text } = rangeOf(search, zone, now_ms);
  const filters = [search.f ?? []].flat().flatMap((one) => filterOf(one) ?? []);
  const compare = first(search.compare) === "previous";
  return {
    range: text,
    from,
    to,
    zone,
    grain: (first(search.grain) ?? "auto") as Grain,
    compare,
    filters,
    get: (name) => first(search[name]),
    question: { from, to, zone, filters, compare: compare ? "previous" : null },
  };
}

export function useView(): View {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const now_ms = useMinute();
  const set = useCallback(
    (change: Record<string, string | string[] | null>, replace = false) => {
      const next = (before: Record<string, unknown>) => {
        const after = { ...before, ...change };
        return Object.fromEntries(
          Object.entries(after).filter(([, value]) => value !== null && value !== ""),
        );
      };
      void navigate({ to: ".", search: next as never, replace, resetScroll: false });
    },
    [navigate],
  );
  return useMemo(() => {
    const looked = lookedAt(search, now_ms);
    const setFilters = (next: Filter[]) => set({ f: next.map(filterText) });
    return {
      ...looked,
      set,
      setFilters,
      narrow: (field, value) =>
        setFilters([...looked.filters.filter((known) => known.field !== field), narrowed(field, value)]),
    } satisfies View;
  }, [search, now_ms, set]);
}

export const NOT_SET = "(not set)";

/** The filter that keeps one value of a dimension, `(not set)` too. */
export function narrowed(field: string, value: string): Filter {
  return value === NOT_SET ? { field, op: "missing", values: [] } : { field, op: "in", values: [value] };
}
