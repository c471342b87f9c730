/** Categories, resources and their versions, with prices as the exact text they were written in. */

import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, apiExact, everyItem, type Page } from "../../api/client";
import { useQuestion } from "../../api/questions";
import { useMinute } from "../../state/clock";
import { type Range, resolved } from "../../state/ranges";
import type { UnitPrice } from "./prices";
import { type Usage, usageOf } from "./usage";

/** One version of a resource. Numbers are decimal text. */
export interface Version {
  resource_id: string;
  category: string;
  resource: string;
  active: boolean;
  start_timestamp: string;
  end_timestamp: string | null;
  deprecated_timestamp: string | null;
  units: Record<string, UnitPrice>;
  description: string | null;
  aliased_resource: string | null;
  cost_per_hour: string | null;
  large_context_threshold: string | null;
  max_input_units: string | null;
  max_output_units: string | null;
  max_total_units: string | null;
  mapped_resource: { category: string; resource: string; scope: string; sub_scope: string | null } | null;
}

export interface NewVersion {
  /** USD for one unit, as decimal text. */
  units: Record<string, Partial<UnitPrice>>;
  start_timestamp?: string;
  max_input_units?: number;
  max_output_units?: number;
  max_total_units?: number;
}

export const isManaged = (category: string) => category.startsWith("system.");

const at = (category: string) => `/categories/${encodeURIComponent(category)}`;
const under = (category: string, resource: string) =>
  `${at(category)}/resources/${encodeURIComponent(resource)}`;

function categoriesQuery(application: string) {
  return queryOptions({
    queryKey: ["categories", application],
    queryFn: async () =>
      (await everyItem<{ category: string }>("/categories", { application })).map((one) => one.category),
  });
}

export function useCategories(application: string) {
  return useQuery(categoriesQuery(application));
}

export function useResources(application: string, category: string) {
  return useQuery({
    queryKey: ["prices", application, category],
    queryFn: () => everyItem<Version>(`${at(category)}/resources`, { application }, apiExact<Page<Version>>),
  });
}

export function useVersions(application: string, category: string, resource: string) {
  return useQuery({
    queryKey: ["prices", application, category, resource],
    queryFn: () => everyItem<Version>(under(category, resource), { application }, apiExact<Page<Version>>),
  });
}

/** What was used in the last 30 days. */
export function useUsage(application: string, zone: string): Usage {
  const range = resolved("30d", zone, useMinute()) as Range;
  const about = { ...range, zone, metrics: ["cost", "requests", "unpriced"], top: 1000 };
  const byCategory = useQuestion({ ...about, by: ["category"] }, application).data;
  const byResource = useQuestion({ ...about, by: ["category", "resource"] }, application).data;
  return useMemo(() => usageOf(byCategory, byResource), [byCategory, byResource]);
}

/** What may be done with prices; each act shows in every list at once. */
export function usePriceActs(application: string) {
  const cache = useQueryClient();
  return useMemo(() => {
    const shown = async <T>(done: Promise<T>): Promise<T> => {
      const result = await done;
      const left = new Set(await cache.fetchQuery({ ...categoriesQuery(application), staleTime: 0 }));
      await cache.invalidateQueries({
        queryKey: ["prices", application],
        // A category is gone with its last resource: there is nothing to ask about it any more.
        predicate: ({ queryKey }) => left.has(String(queryKey[2])),
      });
      return result;
    };
    const create = (category: string, resource: string, body: NewVersion) =>
      shown(api<Version>(under(category, resource), { method: "POST", body, application }));
    const remove = (path: string) => shown(api<unknown>(path, { method: "DELETE", application }));
    return {
      create,
      removeVersion: ({ category, resource, resource_id }: Version) =>
        remove(`${under(category, resource)}/${encodeURIComponent(resource_id)}`),
      removeResource: (category: string, resource: string) => remove(under(category, resource)),
      /** Put versions back that were deleted: with their prices and times, under new ids. */
      putBack: async (versions: readonly Version[]) => {
        for (const version of versions) await create(version.category, version.resource, asNew(version));
      },
    };
  }, [cache, application]);
}

export type PriceActs = ReturnType<typeof usePriceActs>;

/** A version as one would write it again. */
export function asNew(version: Version): NewVersion {
  const { units, start_timestamp, max_input_units, max_output_units, max_total_units } = version;
  return {
    units,
    start_timestamp,
    ...(max_input_units && { max_input_units: Number(max_input_units) }),
    ...(max_output_units && { max_output_units: Number(max_output_units) }),
    ...(max_total_units && { max_total_units: Number(max_total_units) }),
  };
}

export interface Repricing {
  applied: boolean;
  requests: number;
  changed: number;
  before: string;
  after: string;
  change: string;
  by_resource: Record<string, string>;
}
