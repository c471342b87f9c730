import { describe, expect, it } from "vitest";
import { atoms, inFull, minus, riskThreshold, runningSums, share, stateAt, textOf } from "./amounts";

describe("amounts", () => {
  it("are written as they were read", () => {
    for (const text of ["0", "86.19408085", "0.000000000001", "-1.5", "123456789012345678.9"])
      expect(textOf(atoms(text))).toBe(text);
  });

  it("may come with an exponent, as JSON allows", () => {
    expect(textOf(atoms("1.5E-7"))).toBe("0.00000015");
    expect(textOf(atoms("4e2"))).toBe("400");
  });

  it("add up exactly, where floats would not", () => {
    expect(runningSums(["0.1", "0.2", "0.3"])).toEqual(["0.1", "0.3", "0.6"]);
    expect(minus("0.3", "0.1")).toBe("0.2");
  });

  it("are shown in full, without zeros that say nothing", () => {
    expect(inFull("1.9200000")).toBe("$1.92");
    expect(inFull("40.0")).toBe("$40");
  });

  it("refuse what is no amount", () => {
    expect(() => atoms("ten")).toThrow("ten is no amount");
  });
});

describe("a limit of 1.00 with threshold 0.80", () => {
  it("warns from 0.80", () => expect(riskThreshold("1.00", "0.80")).toBe("0.8"));

  it.each([
    ["0.799999999999", "ok"],
    ["0.8", "exceeded"],
    ["1", "exceeded"],
    ["1.000000000001", "overrun"],
  ])("at %s is %s", (spend, state) => expect(stateAt(spend, "1.00", "0.80")).toBe(state));

  it("without a threshold is exceeded only at its maximum", () => {
    expect(stateAt("0.99", "1", null)).toBe("ok");
    expect(stateAt("1", "1", null)).toBe("exceeded");
  });

  it("is never said to be full before it is", () => {
    expect(share("0.9999", "1.00")).toBe(0.999);
    expect(share("1", "0")).toBeNull();
  });
});
