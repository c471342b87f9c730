/** The present as pages know it: one minute at a time, so that a page asks the same question for a while. */

import { useSyncExternalStore } from "react";

const MINUTE_MS = 60_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const told of listeners) told();
  }, 5_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The start of the running minute, ms since the epoch. */
export const minute = () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;

/** The running minute as it begins: drawn anew with each. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, minute);
}
