import { describe, expect, it } from "vitest";
import type { Answer } from "../../api/questions";
import { ordered, usageOf } from "./usage";

const answer = (names: string[], rows: string[][]) =>
  ({ columns: names.map((name) => ({ name })), rows, other: null, other_rows: null }) as unknown as Answer;

const usage = usageOf(
  answer(
    ["category", "cost"],
    [
      ["system.openai", "3.50"],
      ["acme", "12"],
    ],
  ),
  answer(["category", "resource", "cost"], [["acme", "gpt-4o", "12"]]),
);

describe("what was used", () => {
  it("is found by category and by resource", () => {
    expect(usage.ofCategory("system.openai")).toBe("3.50");
    expect(usage.ofResource("acme", "gpt-4o")).toMatchObject({ cost: "12" });
    expect(usage.ofResource("system.openai", "gpt-4o")).toBeUndefined();
  });

  it("leads the list, the costliest first; one's own stand before the managed ones", () => {
    const all = ["beta", "system.anthropic", "system.openai", "acme"];
    expect(ordered(all, usage)).toEqual(["acme", "system.openai", "beta", "system.anthropic"]);
  });

  it("is nothing before there is an answer", () => {
    expect(usageOf(undefined, undefined).ofCategory("acme")).toBeNull();
  });
});
