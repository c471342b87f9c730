/** An application as its settings page knows it. */

import { type QueryClient, queryOptions, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import { type Application, groupsQuery } from "../../api/session";
import { told } from "../../parts/notices";

export interface Settings {
  content: boolean;
  content_days: number;
  event_days: number;
  unknown_use_case: "create" | "reject";
  new_use_cases_per_hour: number;
  block_limits_on_ingest: "charge" | "reject";
  block_http_status: 400 | 424;
}

export interface ApplicationDetail extends Application {
  group: string;
  deleted_timestamp: string | null;
  settings: Settings;
}

export interface Key {
  slot: number;
  last_four: string;
  created_timestamp: string;
  last_used_timestamp: string | null;
}

const at = (id: string) => `/applications/${encodeURIComponent(id)}`;

export function applicationQuery(id: string) {
  return queryOptions({
    queryKey: ["application", id],
    queryFn: ({ signal }) => api<ApplicationDetail>(at(id), { application: id, signal }),
  });
}

export function keysQuery(id: string) {
  return queryOptions({
    queryKey: ["application", id, "keys"],
    queryFn: async ({ signal }) =>
      (await api<{ items: Key[] }>(`${at(id)}/keys`, { application: id, signal })).items,
    refetchInterval: 15_000,
  });
}

export async function rotateKey(id: string, slot: number): Promise<string> {
  return (await api<{ key: string }>(`${at(id)}/keys/${slot}`, { method: "POST", application: id })).key;
}

export interface ApplicationChange {
  name?: string;
  group?: string;
  settings?: Partial<Settings>;
}

async function change(cache: QueryClient, id: string, asked: ApplicationChange): Promise<void> {
  const changed = await api<ApplicationDetail>(at(id), { method: "PATCH", body: asked, application: id });
  cache.setQueryData(applicationQuery(id).queryKey, changed);
  await cache.invalidateQueries({ queryKey: groupsQuery.queryKey });
}

/** Change an application, say so, and offer the way back to what it was. */
export function useChange(application: ApplicationDetail) {
  const cache = useQueryClient();
  return async (asked: ApplicationChange, said: string) => {
    await change(cache, application.id, asked);
    const former: ApplicationChange = {
      ...(asked.name === undefined ? {} : { name: application.name }),
      ...(asked.group === undefined ? {} : { group: application.group }),
      ...(asked.settings ? { settings: valuesBefore(application.settings, asked.settings) } : {}),
    };
    told(said, () => change(cache, application.id, former));
  };
}

/** The values that the changed settings had before. */
export function valuesBefore(settings: Settings, changes: Partial<Settings>): Partial<Settings> {
  const names = Object.keys(changes) as (keyof Settings)[];
  return Object.fromEntries(names.map((name) => [name, settings[name]]));
}

/** The settings of `wanted` that differ. */
export function differing(settings: Settings, wanted: Partial<Settings>): Partial<Settings> {
  const names = Object.keys(wanted) as (keyof Settings)[];
  return Object.fromEntries(
    names.filter((name) => wanted[name] !== settings[name]).map((name) => [name, wanted[name]]),
  );
}

export function deleteApplication(id: string, typedName: string): Promise<unknown> {
  return api(at(id), { method: "DELETE", body: { name: typedName }, application: id });
}

export function restoreApplication(id: string): Promise<unknown> {
  return api(`${at(id)}/restore`, { method: "POST", application: id });
}
