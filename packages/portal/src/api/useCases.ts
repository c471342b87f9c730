/** Use cases and their KPI definitions, as the API tells them; every number is the text it was written in. */

import { queryOptions } from "@tanstack/react-query";
import { queries } from "../queries";
import { api, apiExact, everyItem } from "./client";

export interface LimitTemplate {
  max: string;
  limit_type: "allow" | "block";
  threshold: string | null;
  properties: Record<string, string>;
  limit_tags: string[];
}

export interface UseCase {
  name: string;
  description: string;
  type_version: string;
  /** null: as the application does. */
  logging_enabled: boolean | null;
  limit_config: LimitTemplate | null;
  auto_created: boolean;
  created_timestamp: string;
  /** Those of which the beginning is known. */
  versions: UseCaseVersion[];
}

export interface UseCaseVersion {
  version: string;
  started_timestamp: string;
  notes: string;
}

export type KpiType = "boolean" | "number" | "percentage" | "likert5" | "likert7" | "likert10";
export type Direction = "higher" | "lower";

export interface Kpi {
  name: string;
  description: string;
  kpi_type: KpiType;
  /** That of the latest version. */
  goal: string;
  goals: { from_version: string; goal: string }[];
  direction: Direction | null;
}

const DEFINITIONS = "/use_cases/definitions";

/** The address of a definition, or of what is beneath it. */
export function definitionPath(useCase: string, ...rest: string[]): string {
  return [DEFINITIONS, ...[useCase, ...rest].map(encodeURIComponent)].join("/");
}

/** All definitions, in the order they were created. */
export function useCasesQuery(application: string) {
  return queryOptions({
    queryKey: ["use-cases", application],
    queryFn: () => everyItem<UseCase>(DEFINITIONS, { application }, apiExact),
    enabled: application !== "",
  });
}

export function useCaseQuery(application: string, name: string) {
  return queryOptions({
    queryKey: ["use-cases", application, name],
    queryFn: () => apiExact<UseCase>(definitionPath(name), { application }),
  });
}

/** The KPIs of a use case, in the order they were defined. */
export function kpisQuery(application: string, useCase: string) {
  return queryOptions({
    queryKey: ["kpis", application, useCase],
    queryFn: () => everyItem<Kpi>(definitionPath(useCase, "kpis"), { application }, apiExact),
  });
}

/** Send a change of definitions, and let every page see what it did. */
export async function change<T>(
  application: string,
  method: "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await api<T>(path, { method, application, ...(body === undefined ? {} : { body }) });
  await lookAgain();
  return answer;
}

/** Delete a use case. Whoever shows it leaves first: only then is everything looked at again. */
export async function deleteUseCase(
  application: string,
  name: string,
  leave: () => Promise<void>,
): Promise<void> {
  await api(definitionPath(name), { method: "DELETE", application });
  await leave();
  await lookAgain();
}

async function lookAgain(): Promise<void> {
  await Promise.all(
    ["use-cases", "kpis", "question"].map((name) => queries.invalidateQueries({ queryKey: [name] })),
  );
}

export interface NewUseCase {
  name: string;
  description: string;
  logging_enabled: boolean | null;
  limit_config?: LimitTemplate | null;
}

export function createUseCase(application: string, asked: NewUseCase): Promise<UseCase> {
  return change(application, "POST", DEFINITIONS, asked);
}
