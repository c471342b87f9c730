import { describe, expect, it } from "vitest";
import { ofExpression } from "./expressions";
import { resolved } from "./ranges";

const NOW = Date.parse("2026-11-21T11:30:00Z");
const between = (from: string, to: string) => ({ from, to });

describe("a range as reports keep it", () => {
  it("counts whole days and today so far, from midnight of the zone", () => {
    expect(ofExpression("last 7 days", "UTC", NOW)).toEqual(
      between("2026-11-14T00:00:00Z", "2026-11-21T11:30:00Z"),
    );
    expect(ofExpression("last 7 days", "Europe/Berlin", NOW)?.from).toBe("2026-11-13T23:00:00Z");
  });

  it("begins at midnight on the other side of a clock change", () => {
    expect(ofExpression("last 60 days", "Europe/Berlin", NOW)?.from).toBe("2026-09-21T22:00:00Z");
  });

  it("counts hours back from now", () => {
    expect(ofExpression("last 1 hour", "UTC", NOW)?.from).toBe("2026-11-21T10:30:00Z");
  });

  it("begins weeks on Monday", () => {
    expect(ofExpression("this week", "UTC", NOW)?.from).toBe("2026-11-16T00:00:00Z");
    expect(ofExpression("last week", "UTC", NOW)).toEqual(
      between("2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"),
    );
  });

  it("knows quarters and years", () => {
    expect(ofExpression("last quarter", "UTC", NOW)).toEqual(
      between("2026-07-01T00:00:00Z", "2026-10-01T00:00:00Z"),
    );
    expect(ofExpression("this year", "UTC", NOW)?.from).toBe("2026-01-01T00:00:00Z");
  });

  it("goes back by months to the same day, or the last there is", () => {
    const march = Date.parse("2026-03-31T12:00:00Z");
    expect(ofExpression("last 1 month", "UTC", march)?.from).toBe("2026-02-28T00:00:00Z");
  });

  it("is no range where it is no expression", () => {
    expect(ofExpression("next week", "UTC", NOW)).toBeNull();
  });

  it("may stand in a URL like any other range", () => {
    expect(resolved("last 7 days", "UTC", NOW)?.from).toBe("2026-11-14T00:00:00Z");
  });
});

describe("a range of a URL", () => {
  it("begins at midnight on the other side of a clock change", () => {
    expect(resolved("90d", "Europe/Berlin", NOW)?.from).toBe("2026-08-23T22:00:00Z");
    expect(resolved("12mo", "Europe/Berlin", NOW)?.from).toBe("2025-11-30T23:00:00Z");
    expect(resolved("6mo", "Europe/Berlin", NOW)?.from).toBe("2026-05-31T22:00:00Z");
  });

  it("counts whole hours up to now", () => {
    expect(resolved("6h", "Asia/Kolkata", NOW)?.from).toBe("2026-11-21T06:30:00Z");
  });

  it("has names for the usual ones", () => {
    expect(resolved("today", "UTC", NOW)?.from).toBe("2026-11-21T00:00:00Z");
    expect(resolved("last-month", "Europe/Berlin", NOW)).toEqual(
      between("2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"),
    );
  });
});
