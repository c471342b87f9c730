import { describe, expect, it } from "vitest";
import type { Answer } from "../../api/questions";
import type { View } from "../../state/view";
import { requestsOf } from "./drill";

const view = {
  range: "30d",
  zone: "UTC",
  from: "2026-11-01T00:00:00Z",
  to: "2026-11-03T12:00:00Z",
  filters: [{ field: "account", op: "in", values: ["Cobalt"] }],
  get: () => undefined,
} as unknown as View;

const answer = {
  question: { zone: "UTC", grain: "none" },
  columns: [
    { name: "user", kind: "dimension" },
    { name: "cost", kind: "metric" },
  ],
  rows: [
    ["ada", "2"],
    ["(not set)", "1"],
  ],
  other: ["other", "5"],
  other_rows: null,
  meta: { data_until: "2026-11-03T12:00:00Z" },
} as unknown as Answer;

const filtersOf = (row: Record<string, string>) => requestsOf(row, answer, view)?.f;

describe("the requests behind a row", () => {
  it("are those of its group, under the filters of the page", () => {
    expect(filtersOf({ user: "ada", cost: "2" })).toEqual(["account:in:Cobalt", "user:in:ada"]);
  });

  it("are those without a value where the group has none", () => {
    expect(filtersOf({ user: "(not set)", cost: "1" })).toEqual(["account:in:Cobalt", "user:missing:"]);
  });

  it("are all but the groups shown where the row is the rest", () => {
    expect(filtersOf({ user: "other", cost: "5" })).toEqual([
      "account:in:Cobalt",
      "user:not_in:ada,(not%20set)",
    ]);
  });

  it("lie in the row's bucket, cut at the end of the range", () => {
    const daily = {
      ...answer,
      question: { zone: "UTC", grain: "day", to: view.to },
      columns: [{ name: "time", kind: "time" }, ...answer.columns],
      rows: [
        ["2026-11-02T00:00:00Z", "ada", "2"],
        ["2026-11-03T00:00:00Z", "ada", "2"],
      ],
      other: null,
    } as unknown as Answer;
    const range = (time: string) => requestsOf({ time, user: "ada" }, daily, view)?.range;
    expect(range("2026-11-02T00:00:00Z")).toBe("2026-11-02/2026-11-03");
    expect(range("2026-11-03T00:00:00Z")).toBe("2026-11-03/2026-11-03T12:00");
  });
});
