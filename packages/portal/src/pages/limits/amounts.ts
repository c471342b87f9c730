/**
 * Exact arithmetic on decimal text, for what no answer of the API says: the spend up to each moment, and what a
 * change that is not made yet would mean. Amounts are whole numbers of 10^-12 USD meanwhile, never floats.
 */

import { exactMoney } from "../../format";

const PLACES = 12;
const ONE = 10n ** BigInt(PLACES);

/** A decimal text as a whole number of 10^-12. Raises SyntaxError for anything else. */
export function atoms(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) throw new SyntaxError(`${text} is no amount`);
  const [, sign, whole, fraction = "", exponent = "0"] = match;
  const shift = PLACES - fraction.length + Number(exponent);
  const digits = BigInt(`${whole}${fraction}`);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign ? -size : size;
}

export function textOf(amount: bigint): string {
  const size = amount < 0n ? -amount : amount;
  const fraction = String(size % ONE)
    .padStart(PLACES, "0")
    .replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${size / ONE}${fraction ? `.${fraction}` : ""}`;
}

/** The spend from which a limit warns: `max` times `threshold`; `max` itself without a threshold. */
export function riskThreshold(max: string, threshold: string | null): string {
  return threshold === null ? max : textOf((atoms(max) * atoms(threshold)) / ONE);
}

/** Part of a whole in thousandths, rounded down, so that 99.99 % never reads as 100 %; null of nothing. */
export function share(part: string, whole: string): number | null {
  const all = atoms(whole);
  return all === 0n ? null : Number((atoms(part) * 1_000n) / all) / 1_000;
}

export type State = "ok" | "exceeded" | "overrun";

/** The state that a spend means: the server's rule, for a limit as it would be. */
export function stateAt(spend: string, max: string, threshold: string | null): State {
  if (atoms(spend) > atoms(max)) return "overrun";
  return atoms(spend) < atoms(riskThreshold(max, threshold)) ? "ok" : "exceeded";
}

/** The sums of the first 1, 2, … of the amounts. */
export function runningSums(amounts: readonly string[]): string[] {
  let sum = 0n;
  return amounts.map((amount) => {
    sum += atoms(amount);
    return textOf(sum);
  });
}

/** The difference of two amounts. */
export function minus(left: string, right: string): string {
  return textOf(atoms(left) - atoms(right));
}

/** US dollars to the last digit, without zeros that say nothing: `$1.92`. */
export function inFull(amount: string): string {
  return exactMoney(textOf(atoms(amount)));
}
