import { describe, expect, it } from "vitest";
import { differing, type Settings, valuesBefore } from "./application";
import { effectsOf } from "./effects";

const settings: Settings = {
  content: false,
  content_days: 30,
  event_days: 0,
  unknown_use_case: "create",
  new_use_cases_per_hour: 1000,
  block_limits_on_ingest: "charge",
  block_http_status: 400,
};

describe("a change of settings", () => {
  it("is what differs", () => {
    expect(differing(settings, { ...settings, content: true })).toEqual({ content: true });
  });

  it("is undone by the values before", () => {
    expect(valuesBefore(settings, { content: true, content_days: 7 })).toEqual({
      content: false,
      content_days: 30,
    });
  });

  it("says of each setting what it will do", () => {
    expect(effectsOf({ event_days: 90, block_http_status: 424 })).toEqual([
      "Requests older than 90 days are deleted with everything about them. This cannot be undone.",
      "Calls that a limit refuses are answered with HTTP 424.",
    ]);
  });

  it("says nothing when nothing changes", () => expect(effectsOf({})).toEqual([]));
});
