import { describe, expect, test } from "vitest";
import type { Answer, Cell, Question } from "../../api/questions";
import { onlyChosen, shareOf, versionsBegun, versionsSeen } from "./series";

const meta = { requests: 0, unpriced: 0, estimated: 0, data_until: "", methods: {}, took_ms: 0, mark: 0 };

function versions(...rows: Cell[][]): Answer {
  const columns = [
    { name: "time", kind: "time" as const },
    { name: "use_case", kind: "dimension" as const },
    { name: "version", kind: "dimension" as const },
    { name: "requests", kind: "metric" as const },
  ];
  const question = { metrics: ["requests"], from: "", to: "" };
  return {
    question,
    columns,
    rows,
    other: null,
    other_rows: null,
    totals: [],
    compare: null,
    rows_overlap: false,
    meta,
  };
}

describe("the share of a part", () => {
  test("is its ratio to the whole", () => expect(shareOf("cost", "0.25", "1")).toBe(0.25));
  test("is unknown for what does not add up", () => expect(shareOf("p50(latency_ms)", 10, 20)).toBeNull());
  test("is unknown where there is no whole", () => expect(shareOf("cost", "0", "0")).toBeNull());
});

describe("the series of chosen rows", () => {
  const drawn: Question = { metrics: ["cost"], by: ["user"], from: "a", to: "b", top: 8, filters: [] };

  test("are asked for by name, each value once", () => {
    const chosen = [
      { user: "ann", account: "x" },
      { user: "ann", account: "y" },
    ];
    expect(onlyChosen(drawn, ["user"], chosen)).toEqual({
      ...drawn,
      top: 50,
      filters: [{ field: "user", op: "in", values: ["ann"] }],
    });
  });

  test("are the largest when what is not set is among them, for no filter says that together with a name", () =>
    expect(onlyChosen(drawn, ["user"], [{ user: "(not set)" }, { user: "ann" }])).toBe(drawn));
});

describe("versions", () => {
  const answer = versions(
    ["2026-01-01", "chat", 1, 5],
    ["2026-01-02", "chat", 1, 4],
    ["2026-01-01", "chat", 2, 0],
    ["2026-01-02", "chat", 2, 3],
    ["2026-01-01", "review", 7, 3],
    ["2026-01-02", "review", 7, 3],
  );

  test("begin where they are first seen after an earlier one", () =>
    expect(versionsBegun(answer)).toEqual([{ at: "2026-01-02", label: "chat v2" }]));

  test("are listed for each use case", () =>
    expect(versionsSeen(answer)).toEqual(
      new Map([
        ["chat", "1 → 2"],
        ["review", "7"],
      ]),
    ));
});
