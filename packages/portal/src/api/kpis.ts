/** KPIs with their figures: what they stand at, over how many instances, and whether the goal is met. */

import { useQueries, useQuery } from "@tanstack/react-query";
import { type Answer, ask, type Cell, type Question, type Row, rowsOf } from "./questions";
import { type Direction, type Kpi, type KpiType, kpisQuery, useCasesQuery } from "./useCases";

/** The fewest scores of which anything is concluded. */
export const ENOUGH = 30;

export interface KpiFigures {
  value: Cell;
  /** The value as its type is read: `43.43% True`. */
  text: Cell;
  /** The ends of the 95 % interval. */
  low: Cell;
  high: Cell;
  n: number;
  coverage: Cell;
  goal: Cell;
  attainment: Cell;
}

export interface KpiOfUseCase {
  useCase: string;
  kpi: Kpi;
}

export type Standing = "met" | "missed" | "few" | "none" | "undirected";

/** What a score is shown as: a share of true reads as per cent. */
export function unitOfType(type: KpiType): string {
  return { boolean: "ratio", percentage: "percent" }[type as string] ?? "decimal";
}

/** Which way is better: as defined, else higher; for a number nobody may guess. */
export function directionOf(kpi: Pick<Kpi, "direction" | "kpi_type">): Direction | null {
  return kpi.direction ?? (kpi.kpi_type === "number" ? null : "higher");
}

/** How a KPI stands to its goal. */
export function standingOf(
  kpi: Pick<Kpi, "direction" | "kpi_type">,
  figures: KpiFigures | undefined,
): Standing {
  if (figures === undefined || figures.n === 0) return "none";
  if (figures.n < ENOUGH) return "few";
  const way = directionOf(kpi);
  if (way === null || figures.goal === null) return "undirected";
  const [value, goal] = [Number(figures.value), Number(figures.goal)];
  return (way === "higher" ? value >= goal : value <= goal) ? "met" : "missed";
}

/** The KPIs of every use case there is. */
export function useEveryKpi(application: string): KpiOfUseCase[] | undefined {
  const useCases = useQuery(useCasesQuery(application)).data;
  return useQueries({
    queries: (useCases ?? []).map((useCase) => kpisQuery(application, useCase.name)),
    combine: (found) =>
      useCases === undefined || found.some((one) => one.data === undefined)
        ? undefined
        : useCases.flatMap((useCase, place) =>
            (found[place]?.data ?? []).map((kpi) => ({ useCase: useCase.name, kpi })),
          ),
  });
}

const FIGURES = [
  "kpi",
  "kpi_text",
  "kpi_low",
  "kpi_high",
  "kpi_n",
  "kpi_coverage",
  "kpi_goal",
  "kpi_attainment",
];
const MOST_METRICS = 12;
const KPIS_A_QUESTION = Math.floor(MOST_METRICS / FIGURES.length);

/** The metrics that tell all figures of KPIs. */
export function kpiMetrics(names: readonly string[]): string[] {
  return names.flatMap((name) => FIGURES.map((figure) => `${figure}:${name}`));
}

/** The figures of one KPI in a row of an answer. */
export function figuresIn(row: Row, name: string): KpiFigures {
  return {
    value: row[`kpi:${name}`] ?? null,
    text: row[`kpi_text:${name}`] ?? null,
    low: row[`kpi_low:${name}`] ?? null,
    high: row[`kpi_high:${name}`] ?? null,
    n: Number(row[`kpi_n:${name}`] ?? 0),
    coverage: row[`kpi_coverage:${name}`] ?? null,
    goal: row[`kpi_goal:${name}`] ?? null,
    attainment: row[`kpi_attainment:${name}`] ?? null,
  };
}

/** Questions that tell all figures of KPIs, as many at once as one question may ask for. */
export function kpiQuestions(names: readonly string[], about: Omit<Question, "metrics">): Question[] {
  const questions: Question[] = [];
  for (let first = 0; first < names.length; first += KPIS_A_QUESTION)
    questions.push({ ...about, metrics: kpiMetrics(names.slice(first, first + KPIS_A_QUESTION)) });
  return questions;
}

/** Answers about KPIs by name of the KPI; undefined until all are there. */
export function useKpiAnswers(
  application: string,
  names: readonly string[],
  about: Omit<Question, "metrics">,
): { answers: Map<string, Answer> | undefined; error: Error | null } {
  return useQueries({
    queries: kpiQuestions(names, about).map((question) => ({
      queryKey: ["question", application, question],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask(question, application, signal),
    })),
    combine: (found) => ({
      answers: found.some((one) => one.data === undefined)
        ? undefined
        : new Map(
            names.map((name, place) => [name, found[Math.floor(place / KPIS_A_QUESTION)]?.data as Answer]),
          ),
      error: found.find((one) => one.error)?.error ?? null,
    }),
  });
}

/** The figures of a KPI in the row where `dimension` has a value. */
export function figuresWhere(
  answer: Answer | undefined,
  name: string,
  dimension: string,
  value: string,
): KpiFigures | undefined {
  const row = answer && rowsOf(answer).find((one) => String(one[dimension]) === value);
  return row && figuresIn(row, name);
}
