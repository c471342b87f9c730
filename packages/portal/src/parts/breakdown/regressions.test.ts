import { describe, expect, test } from "vitest";
import type { Answer, Cell } from "../../api/questions";
import { quartersOf, regressionsOf, unjudged } from "./regressions";

function held(metric: string, unit: string, rows: Cell[][], difference: Cell): Answer {
  const names = [metric, "requests"].flatMap((name) => [
    name,
    `${name}.previous`,
    `${name}.difference`,
    `${name}.change`,
  ]);
  return {
    question: { metrics: [metric], from: "", to: "" },
    columns: [
      { name: "use_case", kind: "dimension" },
      ...names.map((name) => ({ name, kind: "metric" as const, unit })),
    ],
    rows,
    other: null,
    other_rows: null,
    totals: ["", null, null, difference, null, null, null, null, null],
    compare: null,
    rows_overlap: false,
    meta: { requests: 0, unpriced: 0, estimated: 0, data_until: "", methods: {}, took_ms: 0, mark: 0 },
  };
}

const rose = (name: string, was: number, now: number, requests = 40): Cell[] => [
  name,
  now,
  was,
  now - was,
  (now - was) / was,
  requests,
  requests,
  0,
  0,
];

describe("what got worse", () => {
  test("is looked for in the last quarter against the first", () =>
    expect(quartersOf({ from: "2026-01-01T00:00:00Z", to: "2026-01-01T04:00:00Z" })).toEqual({
      first: { from: "2026-01-01T00:00:00.000Z", to: "2026-01-01T01:00:00.000Z" },
      last: { from: "2026-01-01T03:00:00.000Z", to: "2026-01-01T04:00:00.000Z" },
    }));

  test("is listed by the amount it cost more, with its part in the change of the whole", () => {
    const found = regressionsOf(
      held("cost", "usd", [rose("a", 1, 2), rose("b", 5, 8), rose("c", 4, 3)], 3),
      "cost",
    );
    expect(found.map((one) => [one.name, one.contribution])).toEqual([
      ["b", 1],
      ["a", 1 / 3],
    ]);
  });

  test("is listed by ratio where parts do not add up, and has no part in a whole", () => {
    const rows = [rose("slow", 1_000, 1_500), rose("slower", 100, 200)];
    const found = regressionsOf(held("p95(latency_ms)", "ms", rows, 10), "p95(latency_ms)");
    expect(found.map((one) => [one.name, one.contribution])).toEqual([
      ["slower", null],
      ["slow", null],
    ]);
  });

  test("is a fall where higher is better", () => {
    const rows = [rose("faster", 10, 20), rose("slower", 20, 10)];
    const found = regressionsOf(held("p50(output_per_s)", "per_s", rows, 0), "p50(output_per_s)");
    expect(found.map((one) => one.name)).toEqual(["slower"]);
  });

  test("is not concluded from fewer than 30 requests on either side", () => {
    const answer = held("cost", "usd", [rose("few", 1, 2, 29), rose("enough", 1, 2, 30)], 2);
    expect(regressionsOf(answer, "cost").map((one) => one.name)).toEqual(["enough"]);
    expect(unjudged(answer)).toBe(1);
  });
});
