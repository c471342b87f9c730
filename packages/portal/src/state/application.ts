/** Which application a page is about, and what the person may do there. */

import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type Application, groupsQuery } from "../api/session";

/** The application of the address, by its id; undefined while the list is on its way. */
export function useApplication(): Application | undefined {
  const id = useApplicationId();
  const groups = useQuery(groupsQuery).data ?? [];
  return groups.flatMap((group) => group.applications).find((known) => known.id === id);
}

export function useApplicationId(): string {
  return (useParams({ strict: false }) as { app?: string }).app ?? "";
}

/** Whether the person may change things here. */
export function useIsOwner(): boolean {
  return useApplication()?.role === "owner";
}

/** Addresses of the application at hand: `path("/limits")`. */
export function usePath(): (path: string) => string {
  const id = useApplicationId();
  return (path) => `/a/${id}${path}`;
}
