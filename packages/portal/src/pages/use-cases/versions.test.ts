import { describe, expect, it } from "vitest";
import type { Answer } from "../../api/questions";
import { transitions, versionStarts, withVersionNames } from "./versions";

const answer = {
  columns: [
    { name: "time", kind: "time" },
    { name: "version", kind: "dimension" },
    { name: "requests", kind: "metric" },
  ],
  rows: [
    ["2026-10-01T00:00:00Z", 1, 5],
    ["2026-10-01T00:00:00Z", 2, 0],
    ["2026-10-02T00:00:00Z", 1, 4],
    ["2026-10-02T00:00:00Z", 2, 3],
  ],
  other: null,
  other_rows: null,
} as unknown as Answer;

describe("versions in an answer by time", () => {
  it("begin with their first request, not with an empty bucket", () => {
    expect([...versionStarts(answer)]).toEqual([
      ["1", "2026-10-01T00:00:00Z"],
      ["2", "2026-10-02T00:00:00Z"],
    ]);
  });

  it("take over where they come after another one; the first has no line", () => {
    const known = [{ version: "2", started_timestamp: "2026-10-01T12:00:00Z", notes: "A shorter prompt" }];
    expect(transitions(versionStarts(answer), known)).toEqual([
      { at: "2026-10-02T00:00:00Z", label: "v2", note: "A shorter prompt" },
    ]);
  });

  it("are named as people name them", () => {
    expect(withVersionNames(answer).rows.map((row) => row[1])).toEqual(["v1", "v2", "v1", "v2"]);
  });
});
