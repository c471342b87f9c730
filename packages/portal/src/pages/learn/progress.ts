/** How far somebody is in the lessons, told by what has arrived and not by what was clicked. */

import { useQuery } from "@tanstack/react-query";
import { api, type Page } from "../../api/client";
import { rowsOf, useQuestion } from "../../api/questions";
import { useFirstRequest } from "../../api/requests";
import { useMinute } from "../../state/clock";
import { NOT_SET } from "../../state/view";

/** The evidence that a lesson is done; null: not yet; undefined: not known yet. */
export type Evidence = string | null | undefined;

const ASKED_EVERY_MS = 5_000;
const YEAR_MS = 365 * 86_400_000;

/** By the id of the lesson. */
export function useProgress(application: string): Record<string, Evidence> {
  const first = useFirstRequest(application);
  return {
    "first-event": first && "The first request is here.",
    users: useValues(application, "user", 1, (names) => `Seen: ${names}.`),
    "use-cases": useValues(application, "use_case", 2, (names) => `Seen: ${names}.`),
    limits: useChargedLimit(application),
    scores: useScoreOrProperty(application),
  };
}

const NAMED = 3;

/** The values of a dimension within a year, once there are `enough`. */
function useValues(
  application: string,
  by: string,
  enough: number,
  said: (names: string) => string,
): Evidence {
  const now_ms = useMinute();
  const question = {
    metrics: ["requests"],
    by: [by],
    from: new Date(now_ms - YEAR_MS).toISOString(),
    to: new Date(now_ms + 60_000).toISOString(),
    top: NAMED + 1,
  };
  const answer = useQuestion(question, application, ASKED_EVERY_MS).data;
  if (answer === undefined) return undefined;
  const names = rowsOf({ ...answer, other: null })
    .map((row) => String(row[by]))
    .filter((name) => name !== NOT_SET);
  if (names.length < enough) return null;
  return said(names.slice(0, NAMED).join(", ") + (names.length > NAMED ? " and more" : ""));
}

interface ChargedLimit {
  limit_name: string;
  state: string;
  totals: { requests: { total: number } };
}

function useChargedLimit(application: string): Evidence {
  const limits = useQuery({
    queryKey: ["limits", application, "learn"],
    queryFn: async ({ signal }) =>
      (await api<Page<ChargedLimit>>("/limits?automatic=true&limit=100", { application, signal })).items,
    refetchInterval: ASKED_EVERY_MS,
  }).data;
  if (limits === undefined) return undefined;
  const charged = limits.find((limit) => limit.totals.requests.total > 0);
  return charged ? `${charged.limit_name} is in use: ${charged.state}.` : null;
}

interface RequestRow {
  properties: Record<string, string>;
}

/** A property of one of the newest requests, or a score of one of the newest instances. */
function useScoreOrProperty(application: string): Evidence {
  const now_ms = useMinute();
  const properties = useQuery({
    queryKey: ["learn", application, "properties"],
    queryFn: async ({ signal }) =>
      (await api<Page<RequestRow>>("/requests?limit=100", { application, signal })).items,
    refetchInterval: ASKED_EVERY_MS,
  }).data;
  const scores = useQuery({
    queryKey: ["learn", application, "scores", now_ms],
    queryFn: async ({ signal }) => {
      const body = {
        from: new Date(now_ms - YEAR_MS).toISOString(),
        to: new Date(now_ms + 60_000).toISOString(),
        limit: 100,
      };
      return (
        await api<Page<{ kpis: Record<string, unknown> }>>("/instances/search", {
          method: "POST",
          body,
          application,
          signal,
        })
      ).items;
    },
    refetchInterval: ASKED_EVERY_MS,
  }).data;
  const score = scores?.flatMap(({ kpis }) => Object.keys(kpis))[0];
  if (score !== undefined) return `The KPI ${score} has a score.`;
  const property = properties?.flatMap((row) => Object.keys(row.properties))[0];
  if (property !== undefined) return `Requests have the property ${property}.`;
  return properties === undefined || scores === undefined ? undefined : null;
}
