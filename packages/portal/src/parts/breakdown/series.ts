/** What a breakdown reads from its answers beyond rows: shares, the series that are drawn, versions that begin. */

import type { Answer, Cell, Filter, Question, Row } from "../../api/questions";
import { rowsOf } from "../../api/questions";
import type { Moment } from "../../charts/drawing";
import { isAdditive, nameOf } from "../../charts/timeline";
import { OTHER } from "../../state/behind";
import { NOT_SET } from "../../state/view";

/** As many series as there may be of chosen rows: values of several dimensions meet in more ways than were chosen. */
const MOST_CHOSEN = 50;

/** How much of the whole a part is, for looking at: null where parts do not add up to the whole. */
export function shareOf(metric: string, part: Cell | undefined, whole: Cell | undefined): number | null {
  const all = Number(whole ?? 0);
  if (!isAdditive(metric) || part === null || part === undefined || all === 0) return null;
  return Number(part) / all;
}

/** The question of the chart when rows were chosen: about those alone, so that small ones are drawn too. */
export function onlyChosen(drawn: Question, by: readonly string[], chosen: readonly Row[]): Question {
  const only = by.map((field): Filter => {
    const values = [...new Set(chosen.map((row) => String(row[field])))];
    return { field, op: "in", values };
  });
  const said = only.flatMap((filter) => filter.values);
  if (chosen.length === 0 || said.includes(NOT_SET) || said.includes(OTHER)) return drawn;
  const others = (drawn.filters ?? []).filter((filter) => !by.includes(filter.field));
  return { ...drawn, filters: [...others, ...only], top: MOST_CHOSEN };
}

/** From an answer by use case, version and time: when a version began while an earlier one was seen before it. */
export function versionsBegun(answer: Answer): Moment[] {
  const begun = new Map<string, { useCase: string; version: number; at: string }>();
  for (const row of rowsOf(answer)) {
    const version = Number(row.version);
    if (typeof row.time !== "string" || Number(row.requests) === 0 || !Number.isInteger(version)) continue;
    const name = nameOf(row, ["use_case", "version"]);
    const known = begun.get(name);
    if (known === undefined || row.time < known.at)
      begun.set(name, { useCase: String(row.use_case), version, at: row.time });
  }
  const all = [...begun.values()];
  return all
    .filter((one) =>
      all.some(
        (earlier) => earlier.useCase === one.useCase && earlier.version < one.version && earlier.at < one.at,
      ),
    )
    .map((one) => ({ at: one.at, label: `${one.useCase} v${one.version}` }));
}

/** The versions of each use case, lowest first: `1 → 2`. */
export function versionsSeen(answer: Answer): Map<string, string> {
  const seen = new Map<string, Set<number>>();
  for (const row of rowsOf(answer)) {
    const version = Number(row.version);
    if (!Number.isInteger(version) || Number(row.requests) === 0) continue;
    const name = String(row.use_case);
    seen.set(name, (seen.get(name) ?? new Set()).add(version));
  }
  return new Map(
    [...seen].map(([name, versions]) => [name, [...versions].sort((a, b) => a - b).join(" → ")]),
  );
}
