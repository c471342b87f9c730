/** A long list of the API, read page by page as it is looked at, or to its end when something must be found in it. */

import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, type Page, pageOf, type Sending } from "./client";

export interface Paged<T> {
  /** What was read so far; undefined before the first page. */
  items: T[] | undefined;
  /** Whether this is all there is. */
  complete: boolean;
  error: unknown;
  /** Read the next page, if there is one. */
  more: () => void;
  again: () => void;
}

/** `whole` reads on to the end by itself; `read` is how an answer is parsed. */
export function usePaged<T>(
  key: readonly unknown[],
  path: string,
  sending: Sending = {},
  { whole = false, read = api }: { whole?: boolean; read?: typeof api } = {},
): Paged<T> {
  const found = useInfiniteQuery<Page<T>, Error, InfiniteData<Page<T>>, readonly unknown[], string | null>({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      read<Page<T>>(...pageOf(path, { ...sending, signal }, pageParam ?? undefined)),
    initialPageParam: null,
    getNextPageParam: (last) => (last.has_more ? last.next_cursor : null),
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = found;
  useEffect(() => {
    if (whole && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [whole, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return {
    items: found.data?.pages.flatMap((page) => page.items),
    complete: found.data !== undefined && !hasNextPage,
    error: found.error,
    more: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    again: () => void found.refetch(),
  };
}
