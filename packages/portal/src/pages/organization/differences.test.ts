import { describe, expect, it } from "vitest";
import { differences, summary } from "./differences";

describe("the two sides of an audit entry", () => {
  it("are laid beside each other, what differs first", () => {
    expect(differences({ name: "a", max: 40 }, { name: "a", max: 60 })).toEqual([
      { name: "max", before: "40", after: "60", changed: true },
      { name: "name", before: "a", after: "a", changed: false },
    ]);
  });

  it("are told by the path of names where one stands in another", () => {
    expect(summary({ totals: { cost: "1.5" } }, { totals: { cost: "2" } })).toBe("totals.cost 1.5 → 2");
  });

  it("may be missing: something was made, or is gone", () => {
    expect(summary(null, { name: "team" })).toBe("name – → team");
    expect(summary({ name: "team" }, null)).toBe("name team → –");
  });

  it("may be plain texts", () => expect(summary("web", "shop")).toBe("web → shop"));

  it("say nothing where nothing differs", () => expect(summary({ a: [1, 2] }, { a: [1, 2] })).toBe(""));
});
