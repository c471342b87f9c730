/** Use case instances: the executions of a use case, with what they cost and how they scored. */

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, apiExact, everyItem } from "./client";
import type { Filter } from "./questions";
import type { KpiType } from "./useCases";

/** An instance as lists show it; `cost` is decimal text. */
export interface InstanceSummary {
  use_case: string;
  id: string;
  version: number;
  started: string;
  ended: string;
  user: string;
  account: string;
  requests: number;
  cost: string;
  unpriced: number;
  failures: number;
  latency_ms_total: number;
  kpis: Record<string, number>;
}

export const INSTANCE_ORDERS = [
  "-started",
  "started",
  "-cost",
  "-requests",
  "-failures",
  "-latency_ms_total",
] as const;
export type InstanceOrder = (typeof INSTANCE_ORDERS)[number];

/** The order that was asked for; the latest first where there is no such order. */
export function instanceOrder(asked: string | undefined): InstanceOrder {
  return INSTANCE_ORDERS.find((known) => known === asked) ?? "-started";
}

export interface InstanceSearch {
  from: string;
  to: string;
  filters: Filter[];
  order: InstanceOrder;
  limit?: number;
}

export interface FoundInstances {
  items: InstanceSummary[];
  next_cursor: string | null;
  total: { instances: number; requests: number; cost: string; unpriced: number; failures: number };
}

const PAGE = 100;

export function searchInstances(
  search: InstanceSearch & { cursor?: string },
  application: string,
  signal?: AbortSignal,
): Promise<FoundInstances> {
  return api("/instances/search", { method: "POST", body: search, application, signal });
}

/** The instances of a search, page by page as they come into sight. */
export function useInstances(search: InstanceSearch, application: string) {
  return useInfiniteQuery({
    queryKey: ["instances", application, search],
    queryFn: ({ pageParam, signal }) =>
      searchInstances(
        { limit: PAGE, ...search, ...(pageParam ? { cursor: pageParam } : {}) },
        application,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** All instances of a search; numbers are the text they were written in. */
export function everyInstance(search: InstanceSearch, application: string): Promise<object[]> {
  return everyItem("/instances/search", { method: "POST", body: search, application }, apiExact);
}

/** An instance as it was opened; numbers are the text they were written in. */
export interface Instance {
  use_case_id: string;
  use_case_name: string;
  type_version: string;
  limit_id: string | null;
  user_id: string | null;
  account_name: string | null;
  properties: Record<string, string>;
  created_timestamp: string;
}

export interface Score {
  kpi_name: string;
  kpi_type: KpiType;
  score: string;
  update_timestamp: string;
}

function instancePath(useCase: string, id: string): string {
  return `/use_cases/instances/${encodeURIComponent(useCase)}/${encodeURIComponent(id)}`;
}

export function useInstance(useCase: string, id: string, application: string) {
  return useQuery({
    queryKey: ["instance", application, useCase, id],
    queryFn: () => apiExact<Instance>(instancePath(useCase, id), { application }),
    enabled: id !== "",
  });
}

/** The scores of an instance; 100 is more KPIs than a use case has. */
export function useScores(useCase: string, id: string, application: string) {
  return useQuery({
    queryKey: ["scores", application, useCase, id],
    queryFn: async () =>
      (await apiExact<{ items: Score[] }>(`${instancePath(useCase, id)}/kpis?limit=100`, { application }))
        .items,
    enabled: id !== "",
  });
}
