/** Versions in answers: when each was first seen, and what it is called. */

import { type Answer, rowsOf } from "../../api/questions";
import type { UseCaseVersion } from "../../api/useCases";
import type { Moment } from "../../charts/TimeSeries";

/** The first bucket with a request of each version, from an answer by version and time that counts requests. */
export function versionStarts(answer: Answer): Map<string, string> {
  const starts = new Map<string, string>();
  for (const row of rowsOf(answer)) {
    const version = String(row.version);
    if (typeof row.time !== "string" || Number(row.requests) === 0) continue;
    const known = starts.get(version);
    if (known === undefined || row.time < known) starts.set(version, row.time);
  }
  return starts;
}

/** Where a version takes over: those that were first seen after another one, with what was noted about them. */
export function transitions(
  starts: ReadonlyMap<string, string>,
  known: readonly UseCaseVersion[] = [],
): Moment[] {
  const earliest = [...starts.values()].sort()[0];
  const notes = new Map(known.map((one) => [one.version, one.notes]));
  return [...starts]
    .filter(([version, at]) => at !== earliest && /^\d+$/.test(version))
    .map(([version, at]) => ({ at, label: versionName(version), note: notes.get(version) ?? "" }));
}

export function versionName(version: unknown): string {
  return /^\d+$/.test(String(version)) ? `v${version}` : String(version);
}

/** The answer with its versions named as people name them, for the legend of a chart. */
export function withVersionNames(answer: Answer): Answer {
  const place = answer.columns.findIndex((column) => column.name === "version");
  const named = (cells: Answer["totals"]) =>
    cells.map((cell, at) => (at === place && cell !== null ? versionName(cell) : cell));
  return { ...answer, rows: answer.rows.map(named), other_rows: answer.other_rows?.map(named) ?? null };
}
