import { describe, expect, it } from "vitest";
import { emptyLine, linesOf, priceFault, versionOf } from "./draft";
import type { Version } from "./resources";

const draft = {
  category: "acme",
  resource: "gpt-4o",
  start: "",
  lines: [
    { unit: "text", input: "2.5", output: "", per: "1000000" },
    { unit: "page", input: "0.01", output: "0", per: "1" },
  ],
};

describe("a price list", () => {
  it("is sent as exact prices of one unit; what is left empty costs nothing", () => {
    expect(versionOf(draft)).toEqual({
      units: {
        text: { input_price: "0.0000025", output_price: "0" },
        page: { input_price: "0.01", output_price: "0" },
      },
    });
  });

  it("begins at a time of UTC, or now", () => {
    expect(versionOf({ ...draft, start: "2026-11-01T08:30" }).start_timestamp).toBe("2026-11-01T08:30:00Z");
    expect(versionOf(draft)).not.toHaveProperty("start_timestamp");
  });

  it("can begin from the one before it and is the same then", () => {
    const units = { text: { input_price: "2.5e-06", output_price: "0.00001" } };
    const lines = linesOf({ units } as unknown as Version);
    expect(lines).toEqual([{ unit: "text", input: "2.5", output: "10", per: "1000000" }]);
    expect(versionOf({ ...draft, lines }).units).toEqual({
      text: { input_price: "0.0000025", output_price: "0.00001" },
    });
  });

  it("tells prices of tokens per million and all others for one", () => {
    expect(emptyLine("text").per).toBe("1000000");
    expect(emptyLine("page").per).toBe("1");
  });

  it("takes plain numbers only", () => {
    expect(["2.5", "0", "", " 1 "].map(priceFault)).toEqual([null, null, null, null]);
    expect(["-1", "2,5", "1e-6", "$2"].every((price) => priceFault(price) !== null)).toBe(true);
  });
});
