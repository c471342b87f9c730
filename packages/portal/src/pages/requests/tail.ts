/** What a live list shows: a value that arrivals, a pause and interruptions change. Pure. */

import type { RequestSummary } from "../../api/requests";

export interface Batch {
  requests: RequestSummary[];
  /** How many more arrived than were sent. */
  left_out: number;
}

export type Light = "connecting" | "connected" | "interrupted";

export interface Tail {
  light: Light;
  paused: boolean;
  /** Newest first. */
  shown: RequestSummary[];
  /** Arrived while paused, newest first. */
  waiting: RequestSummary[];
  /** More arrived than the server sends to a live list. */
  leftOut: number;
  /** Shown once, and made room for newer ones. */
  dropped: number;
  /** Whether something may have arrived while there was no connection. */
  gap: boolean;
}

export const START: Tail = {
  light: "connecting",
  paused: false,
  shown: [],
  waiting: [],
  leftOut: 0,
  dropped: 0,
  gap: false,
};

/** The most rows a live list keeps. */
export const KEPT = 500;

export function arrived(tail: Tail, batch: Batch): Tail {
  const told = { ...tail, leftOut: tail.leftOut + batch.left_out };
  return tail.paused
    ? kept({ ...told, waiting: [...batch.requests, ...tail.waiting] })
    : kept({ ...told, shown: [...batch.requests, ...tail.shown] });
}

export function pausedOrNot(tail: Tail, paused: boolean): Tail {
  return paused
    ? { ...tail, paused }
    : kept({ ...tail, paused, shown: [...tail.waiting, ...tail.shown], waiting: [] });
}

export function connection(tail: Tail, light: Light): Tail {
  return { ...tail, light, gap: tail.gap || (light === "interrupted" && tail.light === "connected") };
}

function kept(tail: Tail): Tail {
  const over = Math.max(0, tail.shown.length - KEPT) + Math.max(0, tail.waiting.length - KEPT);
  return over === 0
    ? tail
    : {
        ...tail,
        shown: tail.shown.slice(0, KEPT),
        waiting: tail.waiting.slice(0, KEPT),
        dropped: tail.dropped + over,
      };
}
