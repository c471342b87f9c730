import { describe, expect, it } from "vitest";
import type { CostLine } from "../../api/requests";
import { multiplication, traced } from "./costs";
import { phasesOf } from "./phases";

const line: CostLine = {
  unit: "text",
  side: "input",
  count: 8531,
  price: "2.5",
  per: 1_000_000,
  price_version: "v1",
  source: "genai-prices",
  checked: "2026-11-10",
  amount: "0.0213275",
};

describe("a cost line", () => {
  it("is a multiplication one can redo", () => {
    expect(multiplication(line)).toBe("8,531 × $2.5 / 1M");
  });

  it("names no denominator where the price is for one", () => {
    expect(multiplication({ ...line, count: 3, price: "0.01", per: 1 })).toBe("3 × $0.01");
  });

  it("is no multiplication without a price", () => {
    expect(multiplication({ ...line, price: null, per: null, amount: null })).toBeNull();
  });
});

describe("how a price was found", () => {
  it("is told as pairs, whatever is in the values", () => {
    expect(traced("name:gpt-4o;resource:system.openai/ft:gpt-4o")).toEqual([
      ["name", "gpt-4o"],
      ["resource", "system.openai/ft:gpt-4o"],
    ]);
  });

  it("is empty where nothing is told", () => {
    expect(traced("")).toEqual([]);
  });
});

describe("the stretches of a request", () => {
  it("follow one another from the start to the end", () => {
    const phases = phasesOf({ latency_ms: 3000, ttft_ms: 800, ttfc_ms: 1200 });
    expect(phases.map((phase) => [phase.from, phase.to])).toEqual([
      [0, 800],
      [800, 1200],
      [1200, 3000],
    ]);
  });

  it("are the call as a whole where no token's time is known", () => {
    expect(phasesOf({ latency_ms: 3000, ttft_ms: null, ttfc_ms: null })).toEqual([
      { name: "Call", from: 0, to: 3000 },
    ]);
  });

  it("leave out a moment that lies after the end", () => {
    expect(phasesOf({ latency_ms: 500, ttft_ms: 900, ttfc_ms: null })).toEqual([
      { name: "Call", from: 0, to: 500 },
    ]);
  });

  it("are none without a latency", () => {
    expect(phasesOf({ latency_ms: null, ttft_ms: 100, ttfc_ms: null })).toEqual([]);
  });
});
