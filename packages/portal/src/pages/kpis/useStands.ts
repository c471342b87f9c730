/** Where KPIs stand over a range, and how they went there. */

import { useQueries } from "@tanstack/react-query";
import { figuresWhere, type KpiFigures, type KpiOfUseCase, useKpiAnswers } from "../../api/kpis";
import { type Answer, ask, type Question, rowsOf } from "../../api/questions";
import { useApplicationId } from "../../state/application";
import type { View } from "../../state/view";

export interface KpiStand {
  figures: KpiFigures | undefined;
  /** The value from bucket to bucket; null where nothing was scored. */
  points: (number | null)[];
}

const EVERY = 1_000;
const MOST_METRICS = 12;

/** What finds the stand of a KPI of a use case; undefined until the answers are there. */
export function useStands(
  view: View,
  kpis: readonly KpiOfUseCase[],
): ((one: KpiOfUseCase) => KpiStand) | undefined {
  const app = useApplicationId();
  const names = [...new Set(kpis.map((one) => one.kpi.name))];
  const useCases = [...new Set(kpis.map((one) => one.useCase))];
  const filters = [
    ...view.filters.filter((filter) => filter.field !== "use_case"),
    { field: "use_case", op: "in" as const, values: useCases },
  ];
  const { from, to, zone } = view;
  const about = { from, to, zone, filters, by: ["use_case"] };
  const { answers } = useKpiAnswers(app, names, { ...about, top: EVERY });
  const trends = useTrends(app, names, about);
  if (answers === undefined) return undefined;
  return ({ useCase, kpi }) => ({
    figures: figuresWhere(answers.get(kpi.name), kpi.name, "use_case", useCase),
    points: pointsOf(trends?.get(kpi.name), kpi.name, useCase),
  });
}

function useTrends(
  app: string,
  names: readonly string[],
  about: Omit<Question, "metrics">,
): Map<string, Answer> | undefined {
  const groups = Array.from({ length: Math.ceil(names.length / MOST_METRICS) }, (_, place) =>
    names.slice(place * MOST_METRICS, (place + 1) * MOST_METRICS),
  );
  return useQueries({
    queries: groups.map((group) => {
      const question: Question = {
        ...about,
        metrics: group.map((name) => `kpi:${name}`),
        grain: weeklyFor(about),
      };
      return {
        queryKey: ["question", app, question],
        queryFn: ({ signal }: { signal: AbortSignal }) => ask(question, app, signal),
      };
    }),
    combine: (found) =>
      found.some((one) => one.data === undefined)
        ? undefined
        : new Map(
            names.map((name, place) => [name, found[Math.floor(place / MOST_METRICS)]?.data as Answer]),
          ),
  });
}

const DAY_MS = 86_400_000;

/** Weeks where there are several of them: single days have too few scores to show a trend. */
function weeklyFor({ from, to }: { from: string; to: string }): "week" | "auto" {
  return Date.parse(to) - Date.parse(from) > 21 * DAY_MS ? "week" : "auto";
}

function pointsOf(answer: Answer | undefined, name: string, useCase: string): (number | null)[] {
  return answer
    ? rowsOf(answer)
        .filter((row) => row.use_case === useCase)
        .map((row) => row[`kpi:${name}`])
        .map((value) => (value === null || value === undefined ? null : Number(value)))
    : [];
}
