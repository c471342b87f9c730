/** The audit log as the API has it: what is asked of it, and what it can be filtered by. */

import { queryOptions } from "@tanstack/react-query";
import { address, api } from "../../api/client";
import { useMinute } from "../../state/clock";
import type { View } from "../../state/view";

export interface AuditWords {
  actions: string[];
  callers: { who: string; name: string | null }[];
}

export function auditWordsQuery(application: string | undefined) {
  return queryOptions({
    queryKey: ["audit-words", application],
    queryFn: ({ signal }) => api<AuditWords>(address("/audit/words", { application }), { signal }),
  });
}

/** The address of the changes of a view. A range that ends now has no end, so that what is done now is in it. */
export function useAuditPath(view: View, application: string | undefined): string {
  const now_ms = useMinute();
  return address("/audit", {
    application,
    action: view.get("action"),
    who: view.get("who"),
    from: view.from,
    to: Date.parse(view.to) < now_ms ? view.to : undefined,
  });
}

/** The actions that occur, after the first part that several of them have in common. */
export function actionChoices(actions: readonly string[]): string[] {
  const parts = actions.map((action) => action.split(".")[0] as string);
  const families = parts.filter(
    (part, place) => parts.indexOf(part) === place && parts.lastIndexOf(part) !== place,
  );
  return [...new Set([...families, ...actions])].sort();
}
