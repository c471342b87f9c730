import { describe, expect, it } from "vitest";
import type { RequestSummary } from "../../api/requests";
import { barsOf, byStep, heightsSoFar, placed, span_ms, unitsOf } from "./waterfall";

const request = (time: string, step: string, latency_ms: number | null, cost = "0.1") =>
  ({ request_id: time, time, step, latency_ms, ttft_ms: 50, cost, units: {} }) as RequestSummary;

const bars = barsOf([
  request("2026-10-01T12:00:02Z", "answer", 500),
  request("2026-10-01T12:00:00Z", "plan", 1000),
  request("2026-10-01T12:00:03Z", "plan", null, "0.25"),
]);

describe("the requests of an instance", () => {
  it("stand in the order of time, from the first on", () => {
    expect(bars.map((bar) => [bar.number, bar.offset_ms])).toEqual([
      [1, 0],
      [2, 2000],
      [3, 3000],
    ]);
  });

  it("are grouped by step, steps as they first occur", () => {
    expect(byStep(bars).map((group) => [group.step, group.bars.map((bar) => bar.number)])).toEqual([
      ["plan", [1, 3]],
      ["answer", [2]],
    ]);
  });

  it("share an axis that ends with the last byte", () => {
    expect(span_ms(bars)).toBe(3000);
    expect(span_ms([])).toBe(1);
  });

  it("take their part of the axis; the first token stands within the bar", () => {
    expect(placed(bars[1]!, 4000)).toEqual({ left: 50, width: 12.5, first: 10 });
    expect(placed(bars[2]!, 4000)).toEqual({ left: 75, width: 0, first: null });
  });

  it("raise the cost one after the other", () => {
    expect(heightsSoFar(bars)).toEqual([0.1, 0.2, 0.45]);
  });
});

it("counts cache reads and writes with the input", () => {
  const units = { "text.input": 10, "text_cache_read.input": 5, "text.output": 7 };
  expect(unitsOf({ units }, "input")).toBe(15);
  expect(unitsOf({ units }, "output")).toBe(7);
});
