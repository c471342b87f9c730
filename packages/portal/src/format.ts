/**
 * The one place that turns figures into words. Money comes as decimal text and never becomes a float:
 * `Intl.NumberFormat` takes the text itself.
 */

export const UNKNOWN = "–";

type Figure = string | number | null | undefined;

const NUMBERS = "en-US";
const DATES = "en-GB";

/** Formats by their options: to make one takes a hundred times as long as to use it. */
function kept<Options, Format>(make: (options: Options) => Format): (options: Options) => Format {
  const formats = new Map<string, Format>();
  return (options) => {
    const key = JSON.stringify(options);
    const format = formats.get(key) ?? make(options);
    formats.set(key, format);
    return format;
  };
}

const numberFormat = kept((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(NUMBERS, options));
const dateFormat = kept((options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(DATES, options));

function written(value: string | number, options: Intl.NumberFormatOptions): string {
  return numberFormat(options).format(value as Intl.StringNumericLiteral | number);
}

/** An instant in a zone, as these options want it. */
export function dated(iso: string, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  return dateFormat({ ...options, timeZone }).format(new Date(iso));
}

const usd = { style: "currency", currency: "USD" } as const;

/** US dollars for reading: cents from a dollar up, three significant digits below. */
export function money(amount: Figure): string {
  if (amount === null || amount === undefined || amount === "") return UNKNOWN;
  const size = Math.abs(Number(amount));
  if (size === 0) return written(0, usd);
  if (size >= 1) return written(amount, { ...usd, minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return written(amount, { ...usd, minimumSignificantDigits: 2, maximumSignificantDigits: 3 });
}

/** US dollars to the last digit, for whoever must trust them. */
export function exactMoney(amount: Figure): string {
  if (amount === null || amount === undefined || amount === "") return UNKNOWN;
  const [whole = "0", fraction = ""] = String(amount).split(".");
  const negative = whole.startsWith("-");
  const grouped = written(BigInt(whole.replace("-", "") || "0").toString(), {});
  return `${negative ? "-" : ""}$${grouped}${fraction === "" ? "" : `.${fraction}`}`;
}

/** A whole number with its thousands apart. */
export function count(value: Figure): string {
  return value === null || value === undefined || value === ""
    ? UNKNOWN
    : written(value, { maximumFractionDigits: 0 });
}

/** A large number in few characters: `28.2K`. */
export function compact(value: Figure): string {
  return value === null || value === undefined || value === ""
    ? UNKNOWN
    : written(value, { notation: "compact", maximumFractionDigits: 1 });
}

/** A plain number with up to `digits` after the point. */
export function decimal(value: Figure, digits = 2): string {
  return value === null || value === undefined || value === ""
    ? UNKNOWN
    : written(value, { maximumFractionDigits: digits });
}

/** A ratio as per cent: 0.125 is `12.5%`. */
export function percent(ratio: Figure, digits = 1): string {
  return ratio === null || ratio === undefined || ratio === ""
    ? UNKNOWN
    : written(ratio, { style: "percent", maximumFractionDigits: digits });
}

/** A change with its sign: 0.4 is `+40%`; from tenfold on it is told as such: 11 is `×12`. */
export function change(ratio: Figure): string {
  if (ratio === null || ratio === undefined || ratio === "") return UNKNOWN;
  return Number(ratio) >= 9
    ? `×${written(Number(ratio) + 1, { maximumFractionDigits: 0 })}`
    : written(ratio, { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });
}

/** Milliseconds for reading: `840 ms`, `2.41 s`, `3.5 min`. */
export function duration(ms: Figure): string {
  if (ms === null || ms === undefined || ms === "") return UNKNOWN;
  const value = Number(ms);
  if (value < 1_000) return `${decimal(value, value < 10 ? 1 : 0)} ms`;
  if (value < 60_000) return `${decimal(value / 1_000, 2)} s`;
  if (value < 3_600_000) return `${decimal(value / 60_000, 1)} min`;
  return `${decimal(value / 3_600_000, 1)} h`;
}

/** A figure in the unit that an answer's column names. */
export function figure(value: Figure, unit: string | undefined): string {
  switch (unit) {
    case "usd":
      return money(value);
    case "count":
      return count(value);
    case "ratio":
      return percent(value);
    case "ms":
      return duration(value);
    case "percent":
      return value === null || value === undefined ? UNKNOWN : `${decimal(value, 1)}%`;
    default:
      return decimal(value);
  }
}

/** An instant in a zone, to the minute or, with `seconds`, to the second. */
export function instant(iso: string | null | undefined, zone: string, seconds = false): string {
  if (!iso) return UNKNOWN;
  return dated(iso, zone, { dateStyle: "medium", timeStyle: seconds ? "medium" : "short" });
}

/** A day in a zone: `21 Nov 2026`. */
export function day(iso: string | null | undefined, zone: string): string {
  if (!iso) return UNKNOWN;
  return dated(iso, zone, { dateStyle: "medium" });
}
