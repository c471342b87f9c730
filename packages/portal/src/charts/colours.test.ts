import { describe, expect, test } from "vitest";
import { coloursOf, OTHER_COLOUR } from "./colours";

const NAMES = Array.from({ length: 40 }, (_, place) => `series ${place}`);
const WARM = ["#c4500a", "#b3344f"];

describe("the colours of series", () => {
  test("are calm where there is one alone, whatever its name", () => {
    for (const name of NAMES) expect(WARM).not.toContain(coloursOf([name], false).get(name));
  });

  test("stay with the name, whoever comes after it", () => {
    for (const [place, name] of NAMES.entries())
      expect(coloursOf(NAMES.slice(place), false).get(name)).toBe(coloursOf([name], false).get(name));
  });

  test("are all different as long as there are any, the warm ones last", () => {
    const given = [...coloursOf(NAMES.slice(0, 8), false).values()];
    expect(new Set(given).size).toBe(8);
    expect(given.slice(6)).toEqual(WARM);
  });

  test("are warm for what went wrong, whoever came before", () => {
    expect(coloursOf(["4xx", "5xx"], false)).toEqual(coloursOf(["5xx", "4xx"], false));
    expect(WARM).toContain(coloursOf(["2xx", "5xx"], false).get("5xx"));
    expect(WARM).not.toContain(coloursOf(["2xx", "5xx"], false).get("2xx"));
  });

  test("are grey for what is no series", () =>
    expect(coloursOf(["other"], true).get("other")).toBe(OTHER_COLOUR.dark));
});
