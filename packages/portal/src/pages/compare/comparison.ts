/** Sides held against the first of them, metric by metric. */

import { useQueries } from "@tanstack/react-query";
import {
  directionOf,
  ENOUGH,
  figuresIn,
  type KpiOfUseCase,
  kpiQuestions,
  kpiUnit,
  scoreFilters,
} from "../../api/kpis";
import {
  type Answer,
  ask,
  type Cell,
  type Filter,
  type Question,
  type Row,
  rowOf,
  unitOf,
} from "../../api/questions";
import type { View } from "../../state/view";
import { metricText } from "../../text/metrics";
import type { words } from "./words";

export type Verdict = keyof (typeof words)["verdicts"];

export interface Value {
  value: Cell;
  /** Of how many instances or requests; null where the figure is a count itself. */
  n: number | null;
}

export interface Against {
  difference: number | null;
  /** Relative to the first side. */
  change: number | null;
  /** 95 % interval of the difference. */
  interval: [number, number] | null;
  p: number | null;
  verdict: Verdict;
}

export interface Compared {
  metric: string;
  label: string;
  unit: string | undefined;
  better: "lower" | "higher" | undefined;
  values: Value[];
  /** One for each side after the first. */
  against: Against[];
}

export interface ComparedSide {
  useCase: string;
  version: string;
  from: string;
  to: string;
}

const METRICS = [
  "instances",
  "requests",
  "cost",
  "cost_per_instance",
  "p50(instance_cost)",
  "p95(instance_cost)",
  "p50(latency_ms)",
  "p95(latency_ms)",
  "p50(ttft_ms)",
  "failure_rate",
  "units_per_request",
];
const COUNTS = new Set(["instances", "requests", "cost"]);

/** The rows of a comparison; undefined until all is known. */
export function useComparison(
  app: string,
  sides: readonly ComparedSide[],
  kpis: readonly KpiOfUseCase[],
  view: View,
): { rows: Compared[] | undefined; error: Error | null } {
  const names = sharedKpis(sides, kpis);
  const kpiNames = names.map((one) => one.kpi.name);
  const questions = sides.map((side) => questionsOf(side, kpiNames, view));
  return useQueries({
    queries: questions.flat().map((question) => ({
      queryKey: ["question", app, question],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask(question, app, signal),
    })),
    combine: (found) => {
      const error = found.find((one) => one.error)?.error ?? null;
      const answers = found.map((one) => one.data);
      if (answers.some((answer) => answer === undefined)) return { rows: undefined, error };
      const each = questions[0]?.length ?? 1;
      const bySide = sides.map((_, place) => answers.slice(place * each, (place + 1) * each) as Answer[]);
      return { rows: [...plainRows(bySide), ...kpiRows(bySide, names)], error };
    },
  });
}

/** KPIs of the first side's use case that every side's use case has, by name. */
function sharedKpis(sides: readonly ComparedSide[], kpis: readonly KpiOfUseCase[]): KpiOfUseCase[] {
  const has = (useCase: string, name: string) =>
    kpis.some((one) => one.useCase === useCase && one.kpi.name === name);
  return kpis.filter(
    (one) => one.useCase === sides[0]?.useCase && sides.every((side) => has(side.useCase, one.kpi.name)),
  );
}

function questionsOf(side: ComparedSide, kpis: readonly string[], view: View): Question[] {
  const others = view.filters.filter((filter) => filter.field !== "use_case" && filter.field !== "version");
  const own: Filter[] = [
    { field: "use_case", op: "in", values: [side.useCase] },
    { field: "version", op: "in", values: [side.version] },
  ];
  const about = { from: side.from, to: side.to, zone: view.zone };
  return [
    { ...about, metrics: METRICS, filters: [...others, ...own] },
    ...kpiQuestions(kpis, { ...about, filters: [...scoreFilters(others), ...own] }),
  ];
}

function plainRows(bySide: readonly (readonly Answer[])[]): Compared[] {
  const totals = bySide.map(([answer]) => answer && rowOf(answer, answer.totals));
  return METRICS.map((metric) => {
    const told = metricText(metric);
    const n = (row: Row | undefined) =>
      Number(row?.[metric.includes("instance") ? "instances" : "requests"] ?? 0);
    const values = totals.map((row) => ({
      value: row?.[metric] ?? null,
      n: COUNTS.has(metric) ? null : n(row),
    }));
    const unit = told.unit ?? (bySide[0]?.[0] && unitOf(bySide[0][0], metric));
    return { metric, label: told.label, unit, better: told.better, values, against: against(values) };
  });
}

function kpiRows(bySide: readonly (readonly Answer[])[], kpis: readonly KpiOfUseCase[]): Compared[] {
  return kpis.map(({ kpi }) => {
    const values = bySide.map((answers) => {
      const metric = `kpi:${kpi.name}`;
      const answer = answers.find((one) => one.columns.some((column) => column.name === metric));
      const figures = answer && figuresIn(rowOf(answer, answer.totals), kpi.name);
      return { value: figures?.value ?? null, n: figures?.n ?? 0 };
    });
    return {
      metric: `kpi:${kpi.name}`,
      label: kpi.name,
      unit: kpiUnit(kpi),
      better: directionOf(kpi) ?? undefined,
      values,
      against: against(values),
    };
  });
}

function against([first, ...others]: readonly Value[]): Against[] {
  return others.map((other) => {
    const few = [first, other].some((side) => side?.n != null && side.n < ENOUGH);
    const [left, right] = [first?.value ?? null, other.value];
    const known = left !== null && right !== null;
    const difference = known ? Number(right) - Number(left) : null;
    return {
      difference,
      change: difference !== null && Number(left) !== 0 ? difference / Number(left) : null,
      interval: null,
      p: null,
      verdict: few ? "not_enough_data" : "not_tested",
    };
  });
}
