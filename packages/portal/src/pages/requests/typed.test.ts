import { describe, expect, it } from "vitest";
import { readTyped, withFilters } from "./typed";

const filters = (text: string) => {
  const read = readTyped(text);
  return read.kind === "filters" ? read.filters : read;
};

describe("what is typed into the search", () => {
  it("opens a request by its id, in any case of letters", () => {
    const id = "01a1fdca-65be-71f7-a7a8-cfee48f941f2";
    expect(readTyped(` ${id.toUpperCase()} `)).toEqual({ kind: "open", request_id: id });
  });

  it("reads several conditions, one for each word", () => {
    expect(filters("user:ada,bob cost>0.1")).toEqual([
      { field: "user", op: "in", values: ["ada", "bob"] },
      { field: "cost", op: "gt", values: ["0.1"] },
    ]);
  });

  it("knows the names people use", () => {
    expect(filters("model:gpt-4o")).toEqual([{ field: "resource", op: "in", values: ["gpt-4o"] }]);
  });

  it("takes times with their unit and money with its sign", () => {
    expect(filters("latency>=2s cost<$0.05")).toEqual([
      { field: "latency_ms", op: "gte", values: ["2000"] },
      { field: "cost", op: "lt", values: ["0.05"] },
    ]);
  });

  it("keeps quoted values together", () => {
    expect(filters('step:"write a reply"')).toEqual([{ field: "step", op: "in", values: ["write a reply"] }]);
  });

  it("tells beginnings, absence and presence by a star", () => {
    expect(filters("user:ada* failure!=* account:*")).toEqual([
      { field: "user", op: "prefix", values: ["ada"] },
      { field: "failure", op: "missing", values: [] },
      { field: "account", op: "exists", values: [] },
    ]);
  });

  it("reads properties by their key", () => {
    expect(filters("property:channel=web")).toEqual([
      { field: "property:channel", op: "in", values: ["web"] },
    ]);
    expect(filters("property:channel:web")).toEqual([
      { field: "property:channel", op: "in", values: ["web"] },
    ]);
  });

  it("keeps values that hold a colon", () => {
    expect(filters("model:ft:gpt-4o:acme")).toEqual([
      { field: "resource", op: "in", values: ["ft:gpt-4o:acme"] },
    ]);
  });

  it("says what is wrong: an unknown field, no number, a comparison of text", () => {
    expect(readTyped("colour:red")).toMatchObject({ kind: "fault" });
    expect(readTyped("cost>much")).toMatchObject({ kind: "fault" });
    expect(readTyped("user>ada")).toMatchObject({ kind: "fault" });
  });

  it("leaves plain words to be chosen for", () => {
    expect(readTyped("support")).toEqual({ kind: "words", text: "support" });
  });
});

describe("adding filters", () => {
  it("replaces the one of the same field and operator, and keeps the others", () => {
    const before = [
      { field: "user", op: "in" as const, values: ["ada"] },
      { field: "cost", op: "gt" as const, values: ["1"] },
    ];
    const added = [{ field: "user", op: "in" as const, values: ["bob"] }];
    expect(withFilters(before, added)).toEqual([before[1], added[0]]);
  });
});
