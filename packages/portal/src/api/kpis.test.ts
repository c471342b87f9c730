import { describe, expect, it } from "vitest";
import { type KpiFigures, kpiQuestions, standingOf } from "./kpis";

const figures = (value: number, goal: number | null, n = 100): KpiFigures => ({
  value,
  goal,
  n,
  text: "",
  low: null,
  high: null,
  coverage: 1,
  attainment: null,
});
const kpi = (kpi_type: "boolean" | "number", direction: "higher" | "lower" | null = null) => ({
  kpi_type,
  direction,
});

describe("how a KPI stands to its goal", () => {
  it.each([
    ["a share is better when it is higher", kpi("boolean"), figures(0.25, 0.25), "met"],
    ["below the goal it misses it", kpi("boolean"), figures(0.24, 0.25), "missed"],
    ["lower is better where that was said", kpi("number", "lower"), figures(2.9, 3), "met"],
    ["and then higher misses it", kpi("number", "lower"), figures(3.1, 3), "missed"],
    ["a number without a direction is not judged", kpi("number"), figures(3, 3), "undirected"],
    ["29 scores are not enough", kpi("boolean"), figures(1, 0.25, 29), "few"],
    ["30 are", kpi("boolean"), figures(1, 0.25, 30), "met"],
    ["without scores there is nothing to judge", kpi("boolean"), figures(0, 0.25, 0), "none"],
    ["goals that differ give no verdict", kpi("boolean"), figures(1, null), "undirected"],
  ] as const)("%s", (_what, definition, known, standing) => {
    expect(standingOf(definition, known)).toBe(standing);
  });
});

it("asks for no more metrics at once than one question may have", () => {
  const questions = kpiQuestions(["a", "b", "c"], { from: "f", to: "t" });
  expect(questions.map((question) => question.metrics.length)).toEqual([8, 8, 8]);
});
