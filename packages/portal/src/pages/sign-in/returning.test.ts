import { describe, expect, it } from "vitest";
import { returningTo, tokenOf } from "./returning";

const ORIGIN = "https://assay.example.com";

describe("after signing in", () => {
  it("the wanted page is opened with its whole state", () => {
    const wanted = "/a/default/limits?state=overrun#list";
    expect(returningTo(wanted, ORIGIN)).toBe(wanted);
  });

  it.each([
    "https://evil.example.com/",
    "//evil.example.com/",
    "/\\evil.example.com/",
    "/\t/evil.example.com",
    "javascript:alert(1)",
    "a/default",
    "",
    undefined,
  ])("%s leads home instead", (wanted) => expect(returningTo(wanted, ORIGIN)).toBe("/"));

  it("one does not come back to signing in", () => {
    expect(returningTo("/sign-in?to=/", ORIGIN)).toBe("/");
  });
});

describe("the token of a link", () => {
  it("is read from behind the #", () => {
    expect(tokenOf({ hash: "#token=a-b_c", search: "" })).toBe("a-b_c");
  });

  it("is also taken from a link that has it in its query", () => {
    expect(tokenOf({ hash: "", search: "?token=x" })).toBe("x");
    expect(tokenOf({ hash: "", search: "" })).toBeNull();
  });
});
