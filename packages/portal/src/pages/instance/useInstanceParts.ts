/** Everything that is known of one instance: itself, its requests, its figures, its scores, its limit. */

import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { type Instance, type Score, useInstance, useScores } from "../../api/instances";
import { type Answer, type Filter, useQuestion } from "../../api/questions";
import { type RequestSummary, useRequestSearch } from "../../api/requests";
import { useMinute } from "../../state/clock";
import type { View } from "../../state/view";
import { type Limit, limitQuery } from "../limits/limit";

const METRICS = ["requests", "cost", "cost_in", "cost_out", "failures", "units.in", "units.out"];
const ALWAYS = "2000-01-01T00:00:00Z";
/** Events may be dated this far ahead. */
const AHEAD_MS = 300_000;

export interface InstanceParts {
  id: string;
  instance: UseQueryResult<Instance>;
  /** In the order of time, as far as they were read. */
  requests: RequestSummary[] | undefined;
  more: (() => void) | undefined;
  figures: UseQueryResult<Answer>;
  scores: Score[];
  limit: Limit | undefined;
}

/** An instance knows no range: all of it is asked for. */
function filtersOf(id: string): Filter[] {
  return [{ field: "instance", op: "in", values: [id] }];
}

/** The search that finds all requests of an instance. */
export function requestsOf(id: string, view: Pick<View, "to">) {
  return { from: ALWAYS, to: view.to, filters: filtersOf(id), order: "time" as const };
}

export function useInstanceParts(app: string, useCase: string, id: string): InstanceParts {
  const now_ms = useMinute();
  const about = { from: ALWAYS, to: new Date(now_ms + AHEAD_MS).toISOString(), filters: filtersOf(id) };
  const instance = useInstance(useCase, id, app);
  const found = useRequestSearch({ ...about, order: "time" }, app);
  const figures = useQuestion({ ...about, metrics: METRICS }, app);
  const limit_id = instance.data?.limit_id ?? "";
  return {
    id,
    instance,
    requests: found.data?.pages.flatMap((page) => page.items),
    more: found.hasNextPage ? () => void found.fetchNextPage() : undefined,
    figures,
    scores: useScores(useCase, id, app).data ?? [],
    limit: useQuery({ ...limitQuery(app, limit_id), enabled: limit_id !== "" }).data,
  };
}
