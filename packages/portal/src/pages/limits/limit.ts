/** Limits as the API has them, every amount in the digits it was written in. */

import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, apiExact, everyItem } from "../../api/client";
import { requestTime } from "../../api/requests";
import type { State } from "./amounts";

export interface Totals {
  cost: { input: { base: string }; output: { base: string }; total: { base: string; overrun_base: string } };
  requests: Record<RequestState | "total", string>;
}

export const REQUEST_STATES = ["ok", "exceeded", "overrun", "failed", "blocked", "blocked_external"] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

export interface Limit {
  limit_id: string;
  limit_name: string;
  limit_type: "allow" | "block";
  enforcement: "soft" | "hard";
  max: string;
  threshold: string | null;
  state: State;
  totals: Totals;
  properties: Record<string, string>;
  limit_tags: string[];
  automatic: boolean;
  limit_creation_timestamp: string;
  limit_update_timestamp: string;
  /** The time of the latest request it was charged with; null for none, or none since this is kept. */
  limit_charge_timestamp: string | null;
}

/** A period that a reset has closed. */
export interface Period {
  period: string;
  max: string;
  period_start_timestamp: string;
  limit_reset_timestamp: string;
  totals: Totals;
}

/** What a person sets of a limit. Amounts are sent as text, so that none passes through a float. */
export interface Wanted {
  limit_id?: string | undefined;
  limit_name: string;
  max: string;
  threshold?: string | undefined;
  limit_type: Limit["limit_type"];
  enforcement: Limit["enforcement"];
  properties: Record<string, string>;
}

const at = (id: string) => `/limits/${encodeURIComponent(id)}`;

export function limitQuery(application: string, id: string) {
  return queryOptions({
    queryKey: ["limits", application, "one", id],
    queryFn: async ({ signal }) => (await apiExact<{ limit: Limit }>(at(id), { application, signal })).limit,
    refetchInterval: 30_000,
  });
}

export const historyPath = (id: string) => `${at(id)}/history`;

export function historyQuery(application: string, id: string) {
  return queryOptions({
    queryKey: ["limits", application, "history", id],
    queryFn: ({ signal }) => everyItem<Period>(historyPath(id), { application, signal }, apiExact),
  });
}

/** The time of the first or the last request that names a limit; null when none does. */
export function chargeTimeQuery(application: string, id: string, which: "first" | "last") {
  return queryOptions({
    queryKey: ["limits", application, which, id],
    queryFn: ({ signal }) =>
      requestTime(application, [{ field: "limit", op: "in", values: [id] }], which, signal),
    staleTime: 60_000,
  });
}

export function forget(cache: QueryClient, application: string): Promise<void> {
  return cache.invalidateQueries({ queryKey: ["limits", application] });
}

/** Forget a limit that is gone, without asking for it once more. */
export function forgetDeleted(cache: QueryClient, application: string, id: string): Promise<void> {
  cache.removeQueries({ queryKey: limitQuery(application, id).queryKey });
  return cache.invalidateQueries({ queryKey: ["limits", application, "list"] });
}

export async function createLimit(application: string, wanted: Wanted): Promise<Limit> {
  const made = await apiExact<{ limit: Limit }>("/limits", { method: "POST", body: wanted, application });
  return made.limit;
}

export function deleteLimit(application: string, id: string): Promise<void> {
  return api(at(id), { method: "DELETE", application });
}

export function resetLimit(application: string, id: string): Promise<void> {
  return api(`${at(id)}/reset`, { method: "POST", application });
}

/** Make a limit what is wanted: its name and maximum, then its properties, each only where it differs. */
export async function changeLimit(application: string, from: Limit, wanted: Changes): Promise<void> {
  if (wanted.limit_name !== from.limit_name || wanted.max !== from.max)
    await api(at(from.limit_id), {
      method: "PUT",
      body: { limit_name: wanted.limit_name, max: wanted.max },
      application,
    });
  const properties = mergeOf(from.properties, wanted.properties);
  if (Object.keys(properties).length > 0)
    await api(`${at(from.limit_id)}/properties`, { method: "PUT", body: { properties }, application });
}

export type Changes = Pick<Wanted, "limit_name" | "max" | "properties">;

/** What to merge into properties to make them what is wanted: null takes a key away. */
export function mergeOf(
  from: Record<string, string>,
  wanted: Record<string, string>,
): Record<string, string | null> {
  const gone = Object.keys(from).filter((key) => !(key in wanted));
  const changed = Object.entries(wanted).filter(([key, value]) => from[key] !== value);
  return { ...Object.fromEntries(gone.map((key) => [key, null])), ...Object.fromEntries(changed) };
}

/** The wish that makes a limit like this one again. */
export function wishFor(limit: Limit): Wanted {
  return {
    limit_id: limit.limit_id,
    limit_name: limit.limit_name,
    max: limit.max,
    threshold: limit.threshold ?? undefined,
    limit_type: limit.limit_type,
    enforcement: limit.enforcement,
    properties: limit.properties,
  };
}
