import { describe, expect, it } from "vitest";
import { countsTokens, priceAt, pricePerUnit, shifted } from "./prices";

describe("moving the point", () => {
  it("is exact in both directions", () => {
    expect(shifted("0.0000025", 6)).toBe("2.5");
    expect(shifted("2.5", -6)).toBe("0.0000025");
    expect(shifted("12", 6)).toBe("12000000");
    expect(shifted("0.01", 0)).toBe("0.01");
    expect(shifted("120", -1)).toBe("12");
  });

  it("takes the exponents in which JSON numbers are written", () => {
    expect(shifted("4e-07", 6)).toBe("0.4");
    expect(shifted("1.25E-7", 0)).toBe("0.000000125");
    expect(shifted("3e2", -1)).toBe("30");
  });

  it("keeps the sign and every digit", () => {
    expect(shifted("-0.123456789012345678901234567890", 6)).toBe("-123456.78901234567890123456789");
  });

  it("comes back to where it was", () => {
    for (const price of ["0", "0.4", "0.0000025", "15", "0.000000012"])
      for (const per of [1, 1_000, 1_000_000]) expect(pricePerUnit(priceAt(price, per), per)).toBe(price);
  });
});

describe("what is told per million", () => {
  it("is what counts tokens, in any tariff", () => {
    expect(["text", "text_cache_read_large_context_batch", "reasoning_flex"].every(countsTokens)).toBe(true);
    expect(["web_search_request", "page", "guardrail_topic"].some(countsTokens)).toBe(false);
  });
});
