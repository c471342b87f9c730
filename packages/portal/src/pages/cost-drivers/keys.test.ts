import { expect, test } from "vitest";
import { keysOf } from "./keys";

test("the keys of properties are offered once each, the most frequent first", () =>
  expect(
    keysOf([
      { properties: { data: "a" } },
      { properties: { channel: "web", data: "b" } },
      { properties: {} },
    ]),
  ).toEqual(["data", "channel"]));
