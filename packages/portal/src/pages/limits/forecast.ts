/**
 * When a limit will reach its maximum, if spending goes on as it did. An estimate, so floats are good enough: the
 * date comes from the pace of the last days, its range from the pace of a shorter and a longer time.
 */

export const DAY_MS = 86_400_000;
export const WINDOWS = [7, 28] as const;

/** What was spent (USD) over a stretch of days that ends now. */
export interface Pace {
  days: number;
  cost: string;
}

export interface Forecast {
  at_ms: number;
  earliest_ms: number;
  latest_ms: number;
}

/** The day from which both windows are the same: a younger period has one pace only. */
export function windowsOf(age_ms: number): number[] {
  const age = age_ms / DAY_MS;
  return [...new Set(WINDOWS.map((days) => Math.min(days, age)))];
}

/** Null when nothing was spent in one of the windows: then no date can be told. The first pace gives the date. */
export function forecastOf(left: string, paces: readonly Pace[], now_ms: number): Forecast | null {
  const dates = paces.map(({ days, cost }) => now_ms + (Number(left) / (Number(cost) / days)) * DAY_MS);
  const [at_ms] = dates;
  if (at_ms === undefined || dates.some((date) => !Number.isFinite(date))) return null;
  return { at_ms, earliest_ms: Math.min(...dates), latest_ms: Math.max(...dates) };
}
