/** A price list as it is typed, and as it is sent. Pure. */

import { perOf, priceAt, pricePerUnit } from "./prices";
import type { NewVersion, Version } from "./resources";

export interface DraftLine {
  unit: string;
  /** USD for `per` units, as typed. */
  input: string;
  output: string;
  /** 1, 1000 or 1000000. */
  per: string;
}

export interface Draft {
  category: string;
  resource: string;
  /** UTC, `2026-11-01T00:00`; empty: from now on. */
  start: string;
  lines: DraftLine[];
}

export const emptyLine = (unit = ""): DraftLine => ({
  unit,
  input: "",
  output: "",
  per: String(unit === "" ? 1_000_000 : perOf(unit)),
});

/** The lines of a version, to begin from. */
export function linesOf(version: Version): DraftLine[] {
  return Object.entries(version.units).map(([unit, prices]) => {
    const per = perOf(unit);
    return {
      unit,
      input: priceAt(prices.input_price, per),
      output: priceAt(prices.output_price, per),
      per: String(per),
    };
  });
}

const PRICE = /^\d+(\.\d+)?$/;

/** What is wrong with a price, if anything: it may be left empty, which is 0. */
export function priceFault(price: string): string | null {
  return price.trim() === "" || PRICE.test(price.trim()) ? null : "A number such as 2.50";
}

/** The price list for one unit each, exact. */
export function versionOf(draft: Draft): NewVersion {
  const perUnit = (price: string, per: string) =>
    price.trim() === "" ? "0" : pricePerUnit(price.trim(), Number(per));
  const units = draft.lines.map(({ unit, input, output, per }) => [
    unit.trim(),
    { input_price: perUnit(input, per), output_price: perUnit(output, per) },
  ]);
  return {
    units: Object.fromEntries(units),
    ...(draft.start !== "" && { start_timestamp: `${draft.start}:00Z` }),
  };
}
