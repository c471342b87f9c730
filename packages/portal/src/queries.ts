/** The cache of answers. A refusal is shown at once; a server that does not answer is asked twice more. */

import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api/client";

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failed, error) => failed < 2 && error instanceof ApiError && error.status === 0,
      refetchOnWindowFocus: true,
    },
  },
});
