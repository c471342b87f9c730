import { describe, expect, it } from "vitest";
import { DAY_MS, forecastOf, windowsOf } from "./forecast";

describe("the date of reaching the maximum", () => {
  it("is what is left divided by the pace of the last days", () => {
    const found = forecastOf("10", [{ days: 7, cost: "14" }], 0);
    expect(found?.at_ms).toBe(5 * DAY_MS);
  });

  it("lies between the dates of the shorter and the longer pace", () => {
    const found = forecastOf(
      "10",
      [
        { days: 7, cost: "14" },
        { days: 28, cost: "28" },
      ],
      0,
    );
    expect(found).toEqual({ at_ms: 5 * DAY_MS, earliest_ms: 5 * DAY_MS, latest_ms: 10 * DAY_MS });
  });

  it("is not told when nothing was spent", () => {
    expect(forecastOf("10", [{ days: 7, cost: "0" }], 0)).toBeNull();
  });

  it("looks back no further than the period goes", () => {
    expect(windowsOf(40 * DAY_MS)).toEqual([7, 28]);
    expect(windowsOf(10 * DAY_MS)).toEqual([7, 10]);
    expect(windowsOf(2 * DAY_MS)).toEqual([2]);
  });
});
