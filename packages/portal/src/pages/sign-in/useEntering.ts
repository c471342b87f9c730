/** What follows a successful sign-in: the session is known, what was known before is forgotten, the page opens. */

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { type Session, sessionQuery } from "../../api/session";

export function useEntering(): (session: Session, to: string) => void {
  const cache = useQueryClient();
  const router = useRouter();
  return useCallback(
    (session, to) => {
      cache.clear();
      cache.setQueryData(sessionQuery.queryKey, session);
      router.history.replace(to);
    },
    [cache, router],
  );
}
