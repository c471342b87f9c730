import { useFirstRequest } from "../api/requests";
import { useApplicationId } from "../state/application";

/**
 * Whether the application had requests at `since` already. A time that began before its first one is known in
 * part only: whatever is held against it seems to have grown.
 */
export function useKnownSince(since: string | undefined): boolean {
  const first = useFirstRequest(useApplicationId());
  return since === undefined || !first || Date.parse(first) <= Date.parse(since);
}
