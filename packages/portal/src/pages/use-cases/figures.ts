/** The list of use cases as rows: those that are defined, and those that requests name all the same. */

import type { KpiOfUseCase, Standing } from "../../api/kpis";
import type { Row } from "../../api/questions";
import type { UseCase } from "../../api/useCases";
import { NOT_SET } from "../../state/view";

export interface UseCaseRow {
  name: string;
  /** undefined: only requests know it. */
  definition: UseCase | undefined;
  figures: Row | undefined;
}

/** Use cases in the order of the figures; those without requests last, as they were created. */
export function rowsOfUseCases(defined: readonly UseCase[], figures: readonly Row[]): UseCaseRow[] {
  const byName = new Map(defined.map((definition) => [definition.name, definition]));
  const used = figures
    .filter((row) => row.use_case !== NOT_SET)
    .map((row) => {
      const name = String(row.use_case);
      return { name, definition: byName.get(name), figures: row };
    });
  const seen = new Set(used.map((row) => row.name));
  const unused = defined
    .filter((definition) => !seen.has(definition.name))
    .map((definition) => ({ name: definition.name, definition, figures: undefined }));
  return [...used, ...unused];
}

export interface KpiTally {
  met: number;
  missed: number;
  /** Neither: too few scores, none, or no direction. */
  open: number;
}

/** How many KPIs of each use case meet their goal. */
export function tallies(
  kpis: readonly KpiOfUseCase[],
  standing: (one: KpiOfUseCase) => Standing,
): Map<string, KpiTally> {
  const found = new Map<string, KpiTally>();
  for (const one of kpis) {
    const tally = found.get(one.useCase) ?? { met: 0, missed: 0, open: 0 };
    const stands = standing(one);
    tally[stands === "met" || stands === "missed" ? stands : "open"] += 1;
    found.set(one.useCase, tally);
  }
  return found;
}
