import { expect, it } from "vitest";
import type { KpiOfUseCase } from "../../api/kpis";
import type { UseCase } from "../../api/useCases";
import { rowsOfUseCases, tallies } from "./figures";

const defined = (name: string) => ({ name }) as UseCase;

it("lists use cases by their figures, then those without requests, and those that only requests know", () => {
  const rows = rowsOfUseCases(
    [defined("unused"), defined("chat")],
    [{ use_case: "chat" }, { use_case: "deleted" }, { use_case: "(not set)" }],
  );
  expect(rows.map((row) => [row.name, row.definition !== undefined, row.figures !== undefined])).toEqual([
    ["chat", true, true],
    ["deleted", false, true],
    ["unused", true, false],
  ]);
});

it("counts the KPIs that are met, missed, or neither", () => {
  const kpi = (useCase: string, name: string) => ({ useCase, kpi: { name } }) as KpiOfUseCase;
  const standings = { a: "met", b: "missed", c: "few", d: "undirected" } as const;
  const found = tallies(
    ["a", "b", "c", "d"].map((name) => kpi("chat", name)),
    (one) => standings[one.kpi.name as keyof typeof standings],
  );
  expect(found.get("chat")).toEqual({ met: 1, missed: 1, open: 2 });
});
