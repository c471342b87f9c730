/** Sides held against the first of them, metric by metric, as the API compares them. */

import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import { unitOfType } from "../../api/kpis";
import type { Cell, Filter } from "../../api/questions";
import type { Direction, KpiType } from "../../api/useCases";
import { metricText } from "../../text/metrics";
import type { words } from "./words";

export type Verdict = keyof (typeof words)["verdicts"];

export interface Value {
  value: Cell;
  /** Of how many instances or scores; null where the figure is a count itself. */
  n: number | null;
  /** 95 % interval of the value. */
  interval: [number, number] | null;
}

export interface Against {
  difference: number | null;
  /** Relative to the first side. */
  change: number | null;
  /** 95 % interval of the difference. */
  interval: [number, number] | null;
  p: number | null;
  /** The least difference that so many instances would have shown. */
  detectable: number | null;
  verdict: Verdict;
}

export interface Compared {
  metric: string;
  unit: string;
  /** Of a KPI, where all sides read it alike. */
  type?: KpiType | null;
  better: Direction | null;
  values: Value[];
  /** One for each side after the first. */
  against: Against[];
}

export interface ComparisonQuestion {
  sides: { use_case: string; version: number; from: string; to: string }[];
  zone: string;
  filters: Filter[];
}

/** The rows of a comparison; null asks for none. */
export function useComparison(
  question: ComparisonQuestion | null,
  application: string,
): UseQueryResult<Compared[]> {
  return useQuery({
    queryKey: ["comparison", application, question],
    queryFn: async ({ signal }) =>
      (
        await api<{ rows: Compared[] }>("/comparisons", {
          method: "POST",
          body: question,
          application,
          signal,
        })
      ).rows,
    enabled: question !== null,
    placeholderData: keepPreviousData,
  });
}

export function labelOf({ metric }: Pick<Compared, "metric">): string {
  return metricText(metric).label;
}

/** The unit that the figures of a row are read in. */
export function readIn({ metric, unit, type }: Pick<Compared, "metric" | "unit" | "type">): string {
  return type ? unitOfType(type) : (metricText(metric).unit ?? unit);
}
