import { describe, expect, it } from "vitest";
import { sideOf, sideText, usualSides } from "./sides";

describe("a side in a URL", () => {
  it("is read as it is written", () => {
    const side = { useCase: "Chat-Bot.v1", version: "12", range: "2026-10-01/2026-11-01" };
    expect(sideOf(sideText(side))).toEqual(side);
  });

  it("has the range of the page when it names none", () => {
    expect(sideOf("support-chat@2")).toEqual({ useCase: "support-chat", version: "2", range: undefined });
  });

  it.each(["", "support-chat", "support-chat@", "support-chat@two", "a b@1"])("is none: %s", (text) => {
    expect(sideOf(text)).toBeNull();
  });
});

const row = (use_case: string, version: string | number, instances: number) => ({
  use_case,
  version,
  instances,
});

describe("what is compared when nobody has said", () => {
  it("is the two latest versions of the busiest use case that has two", () => {
    const rows = [row("alone", 1, 900), row("chat", 2, 5), row("chat", 1, 10), row("chat", 3, 1)];
    expect(usualSides(rows).map(sideText)).toEqual(["chat@2", "chat@3"]);
  });

  it("is the two busiest use cases when none has two versions", () => {
    const rows = [row("a", 1, 1), row("b", 1, 3), row("c", 1, 2)];
    expect(usualSides(rows).map(sideText)).toEqual(["b@1", "c@1"]);
  });

  it("leaves out requests without a use case, and is nothing where there is one side only", () => {
    expect(usualSides([row("(not set)", "(not set)", 50), row("a", 1, 1)])).toEqual([]);
  });
});
