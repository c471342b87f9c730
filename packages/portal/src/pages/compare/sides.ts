/** The sides of a comparison as a URL tells them: `support-chat@2`, with days of its own `support-chat@2@2026-10-01/2026-11-01`. */

import type { Row } from "../../api/questions";
import { resolved } from "../../state/ranges";
import type { View } from "../../state/view";

export interface Side {
  useCase: string;
  version: string;
  /** Days of its own; undefined: the range of the page. */
  range: string | undefined;
}

const SIDE = /^([\w.-]{1,64})@(\d{1,9})(?:@([\d/T:Z-]+))?$/;

export function sideOf(text: string): Side | null {
  const [, useCase, version, range] = SIDE.exec(text) ?? [];
  return useCase && version ? { useCase, version, range } : null;
}

export function sideText({ useCase, version, range }: Side): string {
  return [useCase, version, ...(range ? [range] : [])].join("@");
}

export function sideName({ useCase, version }: Pick<Side, "useCase" | "version">): string {
  return `${useCase} v${version}`;
}

/** The instants of a side. */
export function windowOf(side: Side, view: View): { from: string; to: string } {
  const own = side.range ? resolved(side.range, view.zone, Date.parse(view.to)) : null;
  return own ?? { from: view.from, to: view.to };
}

/**
 * What is compared when nobody has said: the two latest versions of the busiest use case that has two; else the
 * two busiest use cases. `rows` count instances by use case and version.
 */
export function usualSides(rows: readonly Row[]): Side[] {
  const known = rows
    .filter((row) => Number.isInteger(Number(row.version)) && row.version !== "" && row.version !== null)
    .map((row) => ({
      useCase: String(row.use_case),
      version: String(row.version),
      range: undefined,
      instances: Number(row.instances),
    }));
  const groups = new Map<string, typeof known>();
  for (const one of known) groups.set(one.useCase, [...(groups.get(one.useCase) ?? []), one]);
  const busiest = [...groups.values()].sort((left, right) => busy(right) - busy(left));
  const twice = busiest.find((group) => group.length > 1);
  const chosen = twice
    ? twice.sort((left, right) => Number(left.version) - Number(right.version)).slice(-2)
    : busiest.slice(0, 2).map((group) => group[0] as (typeof known)[number]);
  return chosen.length < 2 ? [] : chosen.map(({ useCase, version, range }) => ({ useCase, version, range }));
}

function busy(group: readonly { instances: number }[]): number {
  return group.reduce((sum, one) => sum + one.instances, 0);
}
