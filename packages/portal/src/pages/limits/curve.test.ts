import { describe, expect, it } from "vitest";
import type { Answer } from "../../api/questions";
import { curveOf, passed } from "./curve";

const days = ["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z"];
const answer = {
  question: { to: "2026-11-03T12:00:00Z" },
  columns: [
    { name: "time", kind: "time" },
    { name: "cost", kind: "metric", unit: "usd" },
    { name: "requests", kind: "metric", unit: "count" },
  ],
  rows: [
    [days[0], "0.1", 1],
    [days[1], "0.2", 2],
    [days[2], "0.3", 3],
  ],
  other: null,
  other_rows: null,
  totals: ["", "0.6", 6],
} as unknown as Answer;

describe("the curve of a period", () => {
  const curve = curveOf(answer);

  it("ends at the total of the answer, to the last digit", () => {
    expect(curve.at(-1)?.spend).toBe(answer.totals[1]);
  });

  it("has each point at the end of its bucket, the last where the question ends", () => {
    expect(curve.map((point) => point.until)).toEqual([days[1], days[2], "2026-11-03T12:00:00.000Z"]);
  });

  it("tells in which bucket an amount was passed, and that none did", () => {
    expect(passed(curve, "0.1")?.from).toBe(days[1]);
    expect(passed(curve, "0.6")).toBeUndefined();
  });
});
