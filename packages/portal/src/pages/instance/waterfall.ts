/** Requests of an instance on one axis of time: pure, so that it can be read and tested without a page. */

import type { RequestSummary } from "../../api/requests";

export interface Bar {
  /** Its place in the order of time, from 1. */
  number: number;
  request: RequestSummary;
  /** After the first request of the instance, ms. */
  offset_ms: number;
}

export interface StepGroup {
  step: string;
  bars: Bar[];
}

/** Bars in the order of time. */
export function barsOf(requests: readonly RequestSummary[]): Bar[] {
  const ordered = [...requests].sort((left, right) => Date.parse(left.time) - Date.parse(right.time));
  const start = Date.parse(ordered[0]?.time ?? "");
  return ordered.map((request, place) => ({
    number: place + 1,
    request,
    offset_ms: Date.parse(request.time) - start,
  }));
}

/** The bars by step, steps as they first occur; within a step in the order of time. */
export function byStep(bars: readonly Bar[]): StepGroup[] {
  const groups = new Map<string, Bar[]>();
  for (const bar of bars) groups.set(bar.request.step, [...(groups.get(bar.request.step) ?? []), bar]);
  return [...groups].map(([step, found]) => ({ step, bars: found }));
}

/** How long the axis is: from the first request to the last byte of the last, ms; never 0. */
export function span_ms(bars: readonly Bar[]): number {
  return Math.max(1, ...bars.map((bar) => bar.offset_ms + (bar.request.latency_ms ?? 0)));
}

/** Where a bar stands on an axis, in per cent of it. */
export function placed(bar: Bar, axis_ms: number): { left: number; width: number; first: number | null } {
  const { latency_ms, ttft_ms } = bar.request;
  const part = (ms: number) => (100 * ms) / axis_ms;
  return {
    left: part(bar.offset_ms),
    width: part(latency_ms ?? 0),
    first: latency_ms && ttft_ms !== null ? (100 * ttft_ms) / latency_ms : null,
  };
}

/** The counts of one side, cache reads and writes included. */
export function unitsOf(request: Pick<RequestSummary, "units">, side: "input" | "output"): number {
  return Object.entries(request.units)
    .filter(([name]) => name.endsWith(`.${side}`))
    .reduce((sum, [, counted]) => sum + counted, 0);
}

/** Heights of the cost so far after each request: floats, for drawing only. */
export function heightsSoFar(bars: readonly Bar[]): number[] {
  let height = 0;
  return bars.map((bar) => {
    height += Number(bar.request.cost ?? 0);
    return height;
  });
}
