/** A request with what was said about it. */
export interface Described {
  properties: Record<string, unknown>;
}

/** The keys of the properties of some requests, the most frequent first. */
export function keysOf(requests: readonly Described[]): string[] {
  const seen = new Map<string, number>();
  for (const key of requests.flatMap((request) => Object.keys(request.properties)))
    seen.set(key, (seen.get(key) ?? 0) + 1);
  return [...seen].sort(([, left], [, right]) => right - left).map(([key]) => key);
}
