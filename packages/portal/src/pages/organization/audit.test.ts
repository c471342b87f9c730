import { expect, it } from "vitest";
import { actionChoices } from "./audit";

it("offers a first part before the actions that have it in common", () => {
  expect(actionChoices(["key.rotate", "limit.create", "limit.delete"])).toEqual([
    "key.rotate",
    "limit",
    "limit.create",
    "limit.delete",
  ]);
});
