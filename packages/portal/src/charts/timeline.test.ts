import { describe, expect, test } from "vitest";
import type { Answer, Cell, Question } from "../api/questions";
import { bucketAt, nameOf, timelineOf } from "./timeline";

function answer(grain: Question["grain"], to: string, rows: Cell[][], dataUntil = to): Answer {
  return {
    question: { metrics: ["cost"], from: rows[0]?.[0] as string, to, zone: "Europe/Berlin", grain },
    columns: [
      { name: "time", kind: "time" },
      { name: "user", kind: "dimension" },
      { name: "cost", kind: "metric", unit: "usd" },
      { name: "account", kind: "dimension" },
    ],
    rows,
    other: null,
    other_rows: null,
    totals: [],
    compare: null,
    rows_overlap: false,
    meta: {
      requests: 0,
      unpriced: 0,
      estimated: 0,
      data_until: dataUntil,
      methods: {},
      took_ms: 0,
      mark: 0,
    },
  };
}

const twoDays: Cell[][] = [
  ["2026-03-28T00:00:00+01:00", "ann", "1.5", "Acme"],
  ["2026-03-28T00:00:00+01:00", "ben", "2", "Acme"],
  ["2026-03-29T00:00:00+01:00", "ann", "3", "Acme"],
  ["2026-03-29T00:00:00+01:00", "ben", null, "Acme"],
];

describe("a timeline", () => {
  const whole = timelineOf(answer("day", "2026-03-29T22:00:00Z", twoDays), "cost");

  test("has a series for each value of all dimensions, a user with its account", () =>
    expect(whole.series.map((series) => series.name)).toEqual(["ann · Acme", "ben · Acme"]));

  test("keeps the digits of the answer beside the heights", () => {
    expect(whole.series[0]?.points).toEqual([
      ["2026-03-28T00:00:00+01:00", 1.5],
      ["2026-03-29T00:00:00+01:00", 3],
    ]);
    expect(whole.series[0]?.exact.get("2026-03-28T00:00:00+01:00")).toBe("1.5");
    expect(whole.series[1]?.points[1]).toEqual(["2026-03-29T00:00:00+01:00", null]);
  });

  test("ends a day by the calendar of its zone: the day the clocks go forward has 23 hours", () =>
    expect(bucketAt(whole, 1)).toEqual({
      from: "2026-03-29T00:00:00+01:00",
      to: "2026-03-29T22:00:00.000Z",
    }));

  test("has no unfinished bucket when the range ends with the last", () =>
    expect(whole.unfinished).toBeNull());

  test("has an unfinished bucket while the range or the data end within the last", () => {
    const cut = timelineOf(answer("day", "2026-03-29T12:00:00Z", twoDays), "cost");
    const late = timelineOf(answer("day", "2026-03-29T22:00:00Z", twoDays, "2026-03-29T12:00:00Z"), "cost");
    expect(cut.unfinished?.from).toBe("2026-03-29T00:00:00+01:00");
    expect(late.unfinished?.from).toBe("2026-03-29T00:00:00+01:00");
  });
});

test("a row of the rest has one name, however many dimensions", () =>
  expect(nameOf({ user: "other", account: "other" }, ["user", "account"])).toBe("other"));
