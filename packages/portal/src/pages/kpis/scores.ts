/** How scores and goals are read, by the type of their KPI. */

import { type KpiFigures, unitOfType } from "../../api/kpis";
import type { Answer } from "../../api/questions";
import type { Kpi, KpiType } from "../../api/useCases";
import { decimal, figure, UNKNOWN } from "../../format";

export const TYPES: Record<KpiType, string> = {
  boolean: "Yes or no",
  number: "Number",
  percentage: "Percentage, 0 to 100",
  likert5: "Rating, 1 to 5",
  likert7: "Rating, 1 to 7",
  likert10: "Rating, 1 to 10",
};

const HIGHEST: Partial<Record<KpiType, number>> = { likert5: 5, likert7: 7, likert10: 10 };

/** A score, a mean or a goal as it is read: `25%`, `4.2 / 5`, `3.05`. */
export function scoreText(kpi: Kpi, score: string | number | null | undefined): string {
  const highest = HIGHEST[kpi.kpi_type];
  return highest === undefined ? figure(score, unitOfType(kpi.kpi_type)) : `${decimal(score)} / ${highest}`;
}

/** What the scores leave open: `4.1 to 4.3`. */
export function intervalText(kpi: Kpi, figures: KpiFigures | undefined): string {
  if (figures?.low == null || figures.high == null) return UNKNOWN;
  const unit = unitOfType(kpi.kpi_type);
  return `${figure(figures.low, unit)} to ${figure(figures.high, unit)}`;
}

/** The answer with the unit that scores of the KPI are read in, for the axis of a chart. */
export function inUnitOf(answer: Answer, kpi: Kpi): Answer {
  const unit = unitOfType(kpi.kpi_type);
  return {
    ...answer,
    columns: answer.columns.map((column) => (column.unit === "score" ? { ...column, unit } : column)),
  };
}
