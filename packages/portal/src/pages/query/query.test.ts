import { describe, expect, it } from "vitest";
import type { Filter } from "../../api/questions";
import { filterText } from "../../state/view";
import { changeOf, expressionOf, queryOf, sameQuestion, savedQuestion, searchOf } from "./query";

const viewOf = (search: Record<string, string>) => ({ get: (name: string) => search[name] });
const filters: Filter[] = [{ field: "user", op: "in", values: ["a,b", "ü"] }];

describe("a query in the URL", () => {
  it("asks for cost and requests where nothing is chosen", () => {
    expect(queryOf(viewOf({}))).toEqual({
      metrics: ["cost", "requests"],
      by: [],
      grain: "none",
      top: 50,
      order: "-cost",
    });
  });

  it("comes back as it was written", () => {
    const query = {
      metrics: ["kpi:answered, at once", "p95(latency_ms)"],
      by: ["use_case", "property:a,b"],
      grain: "day" as const,
      top: 10,
      order: "p95(latency_ms)",
    };
    const search = changeOf(query) as Record<string, string>;
    expect(queryOf(viewOf(search))).toEqual(query);
  });

  it("orders by the first metric once the metric it was ordered by is gone", () => {
    expect(queryOf(viewOf({ metrics: "requests", order: "-cost" })).order).toBe("-requests");
  });

  it("leaves out what stands at its default", () => {
    expect(changeOf({ grain: "none", top: 50 })).toEqual({ grain: null, top: null });
  });
});

describe("a report", () => {
  const view = { question: { from: "f", to: "t", zone: "Europe/Berlin", filters, compare: null } };
  const question = savedQuestion(queryOf(viewOf({ metrics: "cost", by: "user" })), view as never);
  const report = { report_id: "r1", question, range: "last 7 days" };

  it("keeps the question without its range", () => {
    expect(question).not.toHaveProperty("from");
    expect(question).toMatchObject({ zone: "Europe/Berlin", filters });
  });

  it("opens at the URL that asks the same", () => {
    const search = searchOf(report);
    expect(search).toMatchObject({ report: "r1", range: "last 7 days", f: filters.map(filterText) });
    expect(search).not.toHaveProperty("compare");
    const again = savedQuestion(queryOf(viewOf(search as Record<string, string>)), view as never);
    expect(sameQuestion(again, question)).toBe(true);
  });

  it("is the same question with its defaults written or not, and another with another filter", () => {
    expect(sameQuestion({ metrics: ["cost"] }, { metrics: ["cost"], grain: "none", order: "-cost" })).toBe(
      true,
    );
    expect(sameQuestion({ metrics: ["cost"] }, { metrics: ["cost"], filters })).toBe(false);
  });
});

describe("the range of a report", () => {
  const range = (text: string) =>
    expressionOf({ range: text, from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" });

  it("counts whole days before today", () => {
    expect(range("30d")).toBe("last 29 days");
    expect(range("1d")).toBe("this day");
  });

  it("has the server's names for hours, months and the usual ranges", () => {
    expect(["24h", "12mo", "today", "this-month"].map(range)).toEqual([
      "last 24 hours",
      "last 12 months",
      "this day",
      "this month",
    ]);
  });

  it("keeps its instants where it is absolute, and stays where it is one already", () => {
    expect(range("2026-01-01/2026-02-01")).toBe("2026-01-01T00:00:00Z/2026-02-01T00:00:00Z");
    expect(range("last quarter")).toBe("last quarter");
  });
});
