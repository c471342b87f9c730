/** Requests: the rows behind every number, and one of them with its cost explained. */

import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, type Page } from "./client";
import type { Filter } from "./questions";

export type RequestOrder = "-time" | "time" | "-cost" | "-latency_ms";

export interface RequestSearch {
  from: string;
  to: string;
  filters: Filter[];
  order: RequestOrder;
}

/** A request as lists show it. Amounts are decimal text; `cost` is null where it is not known at all. */
export interface RequestSummary {
  request_id: string;
  time: string;
  category: string;
  resource: string;
  scope: string;
  use_case: string;
  version: number;
  instance: string;
  step: string;
  user: string;
  account: string;
  /** Counts by `unit.side`: `text.input`. */
  units: Record<string, number>;
  cost: string | null;
  overrun: string;
  /** 0: all of it has a price; 1: a part; 2: nothing. */
  unpriced: 0 | 1 | 2;
  /** What is known about the figures: `estimated`, `assumed_price`, … */
  quality: string[];
  latency_ms: number | null;
  ttft_ms: number | null;
  ttfc_ms: number | null;
  status: number;
  failure: string | null;
  limits: string[];
  properties: Record<string, string>;
  /** The functions that the model asked for. */
  calls: FunctionCall[] | null;
  revision: number;
}

export interface FunctionCall {
  name: string;
  /** Only of a request by itself, where content is kept and may be seen. */
  arguments?: string;
}

const ASKED_EVERY_MS = 2_000;

/** The server answers in turn: what a page shows first is not to wait for what it seldom needs. */
const allElseAsked = () => new Promise((done) => setTimeout(done));

/** When the application's first request was made: null while there is none, which is asked for again. */
export function useFirstRequest(application: string): string | null | undefined {
  const found = useQuery({
    queryKey: ["first-request", application],
    queryFn: async () => {
      await allElseAsked();
      const path = "/requests?limit=1&sort_ascending=true";
      return (await api<Page<RequestSummary>>(path, { application })).items[0]?.time ?? null;
    },
    enabled: application !== "",
    staleTime: 300_000,
    refetchInterval: (query) => (query.state.data ? false : ASKED_EVERY_MS),
  });
  return found.data;
}

/** The time of the first or the last of all requests under some filters; null where there is none. */
export async function requestTime(
  application: string,
  filters: Filter[],
  which: "first" | "last",
  signal: AbortSignal,
): Promise<string | null> {
  const body = {
    from: "2000-01-01T00:00:00Z",
    to: new Date(Date.now() + 300_000).toISOString(),
    filters,
    order: which === "first" ? "time" : "-time",
    limit: 1,
  };
  const found = await api<Page<RequestSummary>>("/requests/search", {
    method: "POST",
    body,
    application,
    signal,
  });
  return found.items[0]?.time ?? null;
}

export interface CostLine {
  unit: string;
  side: "input" | "output";
  count: number;
  /** USD for `per` counts; null where there is no price. */
  price: string | null;
  per: number | null;
  price_version: string | null;
  source: string | null;
  checked: string | null;
  amount: string | null;
}

export interface Charge {
  limit_id: string;
  /** Null once the limit is deleted. */
  limit_name: string | null;
  period: number;
  /** What the limit said after this request. */
  state: string;
  amount: string;
}

export interface Content {
  request: unknown;
  response: unknown;
  reasoning: unknown;
  request_headers: unknown;
  response_headers: unknown;
}

/** Why no content is shown: the gate that is closed, or that nothing was stored. */
export interface HiddenContent {
  hidden: "view_prompts" | "application" | "use_case" | "not_stored";
}

export interface RequestDetail extends RequestSummary {
  received: string;
  resource_id: string | null;
  cost_in: string;
  cost_out: string;
  lines: CostLine[];
  charges: Charge[];
  use_case_properties: Record<string, string>;
  provider_response_id: string | null;
  provider_uri: string | null;
  source: string;
  module: string | null;
  /** How the price was found. */
  trace: string;
  warnings: string[];
  usage: unknown;
  content: Content | HiddenContent;
  siblings: { request_id: string; time: string; cost: string; step: string }[];
}

interface FoundRequests {
  items: RequestSummary[];
  next_cursor: string | null;
}

const PAGE = 100;

/** The requests of a search, page by page as they are wanted. Asked while the page is drawn, as questions are. */
export function useRequestSearch(search: RequestSearch, application: string) {
  const asked = infiniteQueryOptions({
    queryKey: ["request-search", application, search],
    queryFn: ({ pageParam, signal }) =>
      api<FoundRequests>("/requests/search", {
        method: "POST",
        body: { ...search, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        application,
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const cache = useQueryClient();
  if (!cache.getQueryState(asked.queryKey)) void cache.prefetchInfiniteQuery(asked);
  return useInfiniteQuery({ ...asked, placeholderData: keepPreviousData, refetchOnWindowFocus: false });
}

export type RequestsFound = ReturnType<typeof useRequestSearch>;

export function requestKey(application: string, request_id: string) {
  return ["request", application, request_id] as const;
}

export function useRequest(request_id: string, application: string) {
  return useQuery({
    queryKey: requestKey(application, request_id),
    queryFn: ({ signal }) =>
      api<RequestDetail>(`/requests/${encodeURIComponent(request_id)}`, { application, signal }),
  });
}

/** Merge properties into a request; null takes a key away. */
export function changeProperties(
  request_id: string,
  properties: Record<string, string | null>,
  application: string,
): Promise<unknown> {
  return api(`/requests/${encodeURIComponent(request_id)}/properties`, {
    method: "PUT",
    body: { properties },
    application,
  });
}
