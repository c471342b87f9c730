/** The period of a limit that is looked at: the running one, or one that was closed. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Filter, Question } from "../../api/questions";
import { useMinute } from "../../state/clock";
import { filterText, narrowed, type View } from "../../state/view";
import { chargeTimeQuery, historyQuery, type Limit, type Period, type Totals } from "./limit";

export interface LookedAt {
  /** The number of a closed period; null: the running one. */
  number: string | null;
  /** Whole seconds, half-open. */
  from: string;
  to: string;
  max: string;
  totals: Totals;
  filters: Filter[];
  /** What a question about the period begins with. */
  question: Pick<Question, "from" | "to" | "zone" | "filters">;
  /** The search of a link to the requests behind it, narrowed further by more filters. */
  rows(more?: readonly Filter[]): Record<string, unknown>;
}

const second = (time_ms: number) => `${new Date(time_ms).toISOString().slice(0, 19)}Z`;

/**
 * The first period begins with the first request that names the limit, later ones with the reset before. Undefined
 * while that is not known.
 */
export function usePeriod(application: string, limit: Limit, view: View): LookedAt | undefined {
  const history = useQuery(historyQuery(application, limit.limit_id)).data;
  const first = useQuery(chargeTimeQuery(application, limit.limit_id, "first")).data;
  const now_ms = useMinute();
  const chosen = view.get("period");
  return useMemo(() => {
    if (history === undefined || first === undefined) return undefined;
    const closed = history.find((period) => period.period === chosen);
    const begin = closed ? startOf(closed, history, first) : runningStart(limit, history, first);
    const range = {
      from: second(Date.parse(begin)),
      // A browser's clock may be behind the server's.
      to: second(
        closed ? Date.parse(closed.limit_reset_timestamp) : Math.max(now_ms, Date.parse(begin)) + 60_000,
      ),
    };
    const filters = [narrowed("limit", limit.limit_id)];
    return {
      number: closed?.period ?? null,
      ...range,
      max: closed?.max ?? limit.max,
      totals: closed?.totals ?? limit.totals,
      filters,
      question: { ...range, zone: view.zone, filters },
      rows: (more = []) => ({
        range: `${range.from}/${range.to}`,
        f: [...filters, ...more].map(filterText),
      }),
    };
  }, [history, first, now_ms, chosen, limit, view.zone]);
}

function startOf(period: Period, history: readonly Period[], first: string | null): string {
  return history.at(-1) === period
    ? earlier(period.period_start_timestamp, first)
    : period.period_start_timestamp;
}

function runningStart(limit: Limit, history: readonly Period[], first: string | null): string {
  return history[0]?.limit_reset_timestamp ?? earlier(limit.limit_creation_timestamp, first);
}

function earlier(left: string, right: string | null): string {
  return right !== null && Date.parse(right) < Date.parse(left) ? right : left;
}
