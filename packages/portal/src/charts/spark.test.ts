import { expect, test } from "vitest";
import { pathOf } from "./spark";

test("a trend runs from 0 at the bottom to its largest value at the top", () => {
  const { line, last } = pathOf([0, 5, 10], 106, 26);
  expect(line).toBe("M3.0 23.0L53.0 13.0L103.0 3.0");
  expect(last).toEqual([103, 3]);
});

test("a trend is broken where a value is not known", () =>
  expect(pathOf([1, null, 1], 106, 26).line).toBe("M3.0 3.0M103.0 3.0"));

test("without any value there is nothing to draw", () => expect(pathOf([null], 106, 26).last).toBeNull());
