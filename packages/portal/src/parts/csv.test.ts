import { describe, expect, test } from "vitest";
import { csvOf } from "./csv";

describe("rows as CSV", () => {
  test("have a column for each field of any of them", () =>
    expect(
      csvOf([
        { id: "a", kpis: { grade: "4" } },
        { id: "b", kpis: { tone: "2" } },
      ]),
    ).toBe("id,kpis.grade,kpis.tone\r\na,4,\r\nb,,2\r\n"));

  test("keep every digit of a figure", () =>
    expect(csvOf([{ spend: "-0.000000000001" }])).toBe("spend\r\n-0.000000000001\r\n"));

  test("have nothing where nothing is known, and a list as JSON", () =>
    expect(csvOf([{ threshold: null, tags: ["a", "b"] }])).toBe('threshold,tags\r\n,"[""a"",""b""]"\r\n'));

  test("hold quotes, commas and line ends within a cell", () =>
    expect(csvOf([{ name: 'say "hi",\nthen go' }])).toBe('name\r\n"say ""hi"",\nthen go"\r\n'));

  test("run nothing in a spreadsheet", () =>
    expect(csvOf([{ name: "=HYPERLINK(1)" }, { name: "-x" }])).toBe("name\r\n'=HYPERLINK(1)\r\n'-x\r\n"));

  test("are an empty line when there are none", () => expect(csvOf([])).toBe("\r\n"));
});
