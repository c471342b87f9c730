/** Requests as they arrive, while a page is open: connected again by itself when the server comes back. */

import { useCallback, useEffect, useReducer } from "react";
import { address, send } from "../../api/client";
import type { Filter } from "../../api/questions";
import { EventReader } from "./events";
import { arrived, type Batch, connection, type Light, pausedOrNot, START, type Tail } from "./tail";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

type Happening = { light: Light } | { batch: Batch } | { paused: boolean } | { begin: true };

function next(tail: Tail, happening: Happening): Tail {
  if ("light" in happening) return connection(tail, happening.light);
  if ("batch" in happening) return arrived(tail, happening.batch);
  if ("paused" in happening) return pausedOrNot(tail, happening.paused);
  return { ...START, paused: tail.paused };
}

export function useTail(filters: readonly Filter[], application: string) {
  const [tail, happen] = useReducer(next, START);
  const wanted = JSON.stringify(filters);
  useEffect(() => {
    const stop = new AbortController();
    happen({ begin: true });
    void follow(wanted, application, stop.signal, happen);
    return () => stop.abort();
  }, [wanted, application]);
  const setPaused = useCallback((paused: boolean) => happen({ paused }), []);
  return { tail, setPaused };
}

/** Follow the stream for as long as it is wanted, with longer and longer pauses while nobody answers. */
async function follow(
  filters: string,
  application: string,
  signal: AbortSignal,
  happen: (happening: Happening) => void,
): Promise<void> {
  let pause_ms = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      const path = address("/requests/tail", { filters });
      const answer = await send(path, { application, accept: "text/event-stream", signal });
      happen({ light: "connected" });
      pause_ms = FIRST_PAUSE_MS;
      await listen(answer, (batch) => happen({ batch }));
    } catch {
      // Refused, unreachable or cut off: said by the light, and tried again below.
    }
    if (signal.aborted) return;
    happen({ light: "interrupted" });
    await new Promise((done) => setTimeout(done, pause_ms));
    pause_ms = Math.min(pause_ms * 2, LONGEST_PAUSE_MS);
  }
}

async function listen(answer: Response, take: (batch: Batch) => void): Promise<void> {
  const stream = answer.body?.getReader();
  const events = new EventReader();
  for (let piece = await stream?.read(); piece && !piece.done; piece = await stream?.read()) {
    for (const data of events.read(piece.value)) take(JSON.parse(data) as Batch);
  }
}
