import { expect, it } from "vitest";
import { beginOf, type UnpricedLine } from "./unpriced";

const line = (resource: string, unit: string, first: string): UnpricedLine => ({
  category: "acme",
  resource,
  unit,
  side: "input",
  requests: 1,
  count: 1,
  first,
  last: first,
});

it("wants a price for every unit of the resource, since the first of them", () => {
  const lines = [
    line("ocr", "page", "2026-11-02T00:00:00Z"),
    line("ocr", "image", "2026-11-01T00:00:00Z"),
    line("ocr", "page", "2026-11-03T00:00:00Z"),
    line("other", "text", "2026-01-01T00:00:00Z"),
  ];
  expect(beginOf(lines[0]!, lines)).toEqual({
    category: "acme",
    resource: "ocr",
    start: "2026-11-01T00:00:00Z",
    units: "page,image",
  });
});
