import { describe, expect, it } from "vitest";
import type { RequestSummary } from "../../api/requests";
import { unitsText } from "./columns";
import { EventReader } from "./events";
import { arrived, connection, KEPT, pausedOrNot, START } from "./tail";

const request = (request_id: string) => ({ request_id }) as RequestSummary;
const batch = (...ids: string[]) => ({ requests: ids.map(request), left_out: 0 });
const ids = (requests: RequestSummary[]) => requests.map((one) => one.request_id);

describe("a live list", () => {
  it("shows the newest first", () => {
    const tail = arrived(arrived(START, batch("b", "a")), batch("d", "c"));
    expect(ids(tail.shown)).toEqual(["d", "c", "b", "a"]);
  });

  it("stands still while paused and takes in what arrived when it goes on", () => {
    const paused = arrived(pausedOrNot(arrived(START, batch("a")), true), batch("b"));
    expect(ids(paused.shown)).toEqual(["a"]);
    expect(ids(paused.waiting)).toEqual(["b"]);
    const resumed = pausedOrNot(paused, false);
    expect(ids(resumed.shown)).toEqual(["b", "a"]);
    expect(resumed.waiting).toEqual([]);
  });

  it("counts what the server left out and what made room", () => {
    const many = Array.from({ length: KEPT + 3 }, (_, place) => String(place));
    const tail = arrived(START, { requests: many.map(request), left_out: 40 });
    expect(tail.shown).toHaveLength(KEPT);
    expect([tail.leftOut, tail.dropped]).toEqual([40, 3]);
  });

  it("admits a gap after the connection broke, not before it stood", () => {
    expect(connection(START, "interrupted").gap).toBe(false);
    expect(connection(connection(START, "connected"), "interrupted").gap).toBe(true);
  });
});

describe("events in a stream", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it("are read however the stream is cut", () => {
    const whole = bytes('data: {"step":"größe"}\n\n:\n\ndata: 2\n\n');
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const reader = new EventReader();
      const read = [...reader.read(whole.slice(0, cut)), ...reader.read(whole.slice(cut))];
      expect(read).toEqual(['{"step":"größe"}', "2"]);
    }
  });
});

describe("units", () => {
  it("are told by unit, in before out", () => {
    expect(unitsText({ "text.input": 8531, "text.output": 769, "web_search_request.output": 2 })).toBe(
      "text 8,531 → 769, web_search_request → 2",
    );
  });
});
