/**
 * Ranges of time as a URL tells them: `30d`, `today`, `this-month`, or two ISO days with a slash. Relative
 * ranges begin at a whole hour or day of the zone and end now, so only their last bucket is incomplete. The
 * expressions of reports are ranges too.
 */

import dayjs, { type Dayjs } from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import { ofExpression, wholeMonths } from "./expressions";

dayjs.extend(utc);
dayjs.extend(timezone);

export interface Range {
  from: string;
  to: string;
}

export const PRESETS = [
  "1h",
  "6h",
  "24h",
  "today",
  "7d",
  "30d",
  "90d",
  "12mo",
  "this-month",
  "last-month",
] as const;
export const DEFAULT_RANGE = "30d";

const RELATIVE = /^(\d{1,4})(h|d|mo)$/;

const EXPRESSIONS: Record<string, string> = {
  today: "this day",
  "this-month": "this month",
  "last-month": "last month",
};

/** The instants of a range, or null when the text is none. `now_ms` is taken to the next whole minute. */
export function resolved(text: string, zone: string, now_ms: number): Range | null {
  const now = dayjs(Math.ceil(now_ms / 60_000) * 60_000).tz(zone);
  const [, given, unit] = RELATIVE.exec(text) ?? [];
  if (unit === "h") return between(now.startOf("hour").subtract(Number(given) - 1, "hour"), now);
  if (unit === "mo") return wholeMonths(Number(given), zone, now.valueOf());
  const expression = unit === "d" ? `last ${Number(given) - 1} days` : EXPRESSIONS[text];
  return ofExpression(expression ?? text, zone, now.valueOf()) ?? absolute(text, zone);
}

function absolute(text: string, zone: string): Range | null {
  const [first, last] = text.split("/");
  if (!first || !last) return null;
  const from = parsed(first, zone);
  const to = parsed(last, zone);
  return from && to && from.isBefore(to) ? between(from, to) : null;
}

function parsed(text: string, zone: string): Dayjs | null {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?Z?$/.test(text)) return null;
  const instant = text.endsWith("Z") ? dayjs.utc(text) : dayjs.tz(text, zone);
  return instant.isValid() ? instant : null;
}

function between(from: Dayjs, to: Dayjs): Range {
  return { from: from.utc().format(), to: to.utc().format() };
}

/** The range of the same length just before. */
export function previous(range: Range): Range {
  const from = dayjs(range.from);
  return between(from.subtract(dayjs(range.to).diff(from), "millisecond"), from);
}

/** An instant to the second as a URL has it: no more of it than is needed. */
export function asText(instant: string | number | Date, zone: string): string {
  const local = dayjs(instant).tz(zone);
  if (local.isSame(local.startOf("day"))) return local.format("YYYY-MM-DD");
  return local.format(local.second() === 0 ? "YYYY-MM-DDTHH:mm" : "YYYY-MM-DDTHH:mm:ss");
}

let zone: string | undefined;

/** The zone of this browser. It is asked once: that takes a millisecond, and the first time thirty. */
export function localZone(): string {
  zone ??= Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  return zone;
}
