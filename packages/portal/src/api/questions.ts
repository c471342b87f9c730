/** Questions and their answers: metrics, by dimensions, over a range, under filters. */

import {
  keepPreviousData,
  queryOptions,
  type UseQueryResult,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "./client";

export type Operator = "in" | "not_in" | "exists" | "missing" | "prefix" | "gt" | "gte" | "lt" | "lte";
export type Grain = "none" | "15m" | "hour" | "day" | "week" | "month" | "auto";
export type Cell = string | number | null;

export interface Filter {
  field: string;
  op: Operator;
  values: string[];
}

export interface Question {
  metrics: string[];
  by?: string[];
  /** ISO 8601, half-open: `from` is in it, `to` is not. */
  from: string;
  to: string;
  zone?: string;
  grain?: Grain;
  filters?: Filter[];
  top?: number;
  order?: string;
  compare?: null | "previous" | { from: string; to: string };
  instance_time?: boolean;
  /** Ids of several applications; absent: the one of the page. */
  application?: string[];
}

export interface Column {
  name: string;
  kind: "dimension" | "time" | "metric";
  unit?: string;
  of?: string;
}

export interface Answer {
  question: Question;
  columns: Column[];
  rows: Cell[][];
  other: Cell[] | null;
  other_rows: Cell[][] | null;
  totals: Cell[];
  compare: { from: string; to: string } | null;
  rows_overlap: boolean;
  meta: {
    requests: number;
    unpriced: number;
    estimated: number;
    data_until: string;
    methods: Record<string, string>;
    took_ms: number;
    mark: number;
  };
}

/** What comes over several connections within the same moment has no order, ms. */
const GAP_MS = 3;
let askedBefore: Promise<void> = Promise.resolve();

/** Resolves in the order it is called, once what is to be asked before is on its way: the server answers in turn. */
function inOrder(): Promise<void> {
  const before = askedBefore;
  askedBefore = before.then(() => new Promise((gone) => setTimeout(gone, GAP_MS)));
  return before;
}

/** Ask what the server answers in turn. */
export async function askAt<T>(
  path: string,
  body: unknown,
  application?: string,
  signal?: AbortSignal,
): Promise<T> {
  await inOrder();
  return api<T>(path, { method: "POST", body, application, signal });
}

/** Ask a question about an application, or about those it names itself. */
export function ask(question: Question, application?: string, signal?: AbortSignal): Promise<Answer> {
  return askAt<Answer>("/questions", question, application, signal);
}

/** A question as the cache of answers knows it. */
export function questionQuery(question: Question, application?: string) {
  return queryOptions({
    queryKey: ["question", application, question],
    queryFn: ({ signal }) => ask(question, application, signal),
  });
}

/**
 * The answer to a question, asked again when the question changes; meanwhile the former answer stays. Every
 * `refresh_ms` it is asked anew: the server answers from its cache while nothing has arrived.
 *
 * It is asked while the page is drawn, before it is shown: from the top of the page down, which is the order in which
 * the server answers.
 */
export function useQuestion(
  question: Question | null,
  application?: string,
  refresh_ms = 60_000,
): UseQueryResult<Answer> {
  const asked = questionQuery(question as Question, application);
  const cache = useQueryClient();
  if (question !== null && !cache.getQueryState(asked.queryKey)) void cache.prefetchQuery(asked);
  return useQuery({
    ...asked,
    enabled: question !== null,
    placeholderData: keepPreviousData,
    refetchInterval: refresh_ms,
  });
}

/** One row of an answer, its cells by the names of the columns. */
export type Row = Record<string, Cell>;

export function rowOf(answer: Answer, cells: Cell[]): Row {
  return Object.fromEntries(answer.columns.map((column, place) => [column.name, cells[place] ?? null]));
}

/** The rows of an answer, the rest last (`other_rows` where time is a column, else `other`). */
export function rowsOf(answer: Answer): Row[] {
  const rest = answer.other_rows ?? (answer.other ? [answer.other] : []);
  return [...answer.rows, ...rest].map((cells) => rowOf(answer, cells));
}

export function totalsOf(answer: Answer): Row {
  return rowOf(answer, answer.totals);
}

export function unitOf(answer: Answer, name: string): string | undefined {
  return answer.columns.find((column) => column.name === name)?.unit;
}
