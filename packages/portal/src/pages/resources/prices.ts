/** Prices as people read them, per million, out of prices per single unit: by moving the point of decimal text. */

/** A decimal text with its point moved by `places`: ("0.0000025", 6) is "2.5". Takes `4e-07` as well. */
export function shifted(amount: string, places: number): string {
  const found = /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(amount.trim());
  if (!found || `${found[2]}${found[3]}` === "") return amount;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = found;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent) + places;
  const padded = digits.padStart(digits.length - Math.min(0, point), "0").padEnd(point, "0");
  const at = Math.max(0, point);
  const before = padded.slice(0, at).replace(/^0+(?=\d)/, "") || "0";
  const after = padded.slice(at).replace(/0+$/, "");
  return `${sign}${before}${after === "" ? "" : `.${after}`}`;
}

export interface UnitPrice {
  /** USD for one unit, as decimal text. */
  input_price: string;
  output_price: string;
}

const SUFFIX = /(_large_context)?(_batch|_flex|_priority|_fast)?$/;
const TOKENS = /^(text|vision|audio|video|image|reasoning|citation)(_cache_(read|write|write_1h))?$/;

/** Whether a unit counts tokens, whose prices are told per million. */
export function countsTokens(unit: string): boolean {
  return TOKENS.test(unit.replace(SUFFIX, ""));
}

/** Whether a unit is of the usual tariff and context. */
export function isPlain(unit: string): boolean {
  return unit.replace(SUFFIX, "") === unit;
}

/** The denominator a unit's price is told with. */
export function perOf(unit: string): 1 | 1_000_000 {
  return countsTokens(unit) ? 1_000_000 : 1;
}

/** A price told per `per`, exact. */
export function priceAt(price: string, per: number): string {
  return shifted(price, Math.round(Math.log10(per)));
}

/** A price told per `per` as the price of one unit, exact. */
export function pricePerUnit(price: string, per: number): string {
  return shifted(price, -Math.round(Math.log10(per)));
}
