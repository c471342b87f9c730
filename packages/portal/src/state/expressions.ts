/**
 * Ranges as reports keep them: `last 7 days`, `this month`, `last quarter`. Resolved by the server's own rules, so
 * that a page shows what the report gives: `last 7 days` are seven whole days and today so far.
 */

import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import type { Range } from "./ranges";

dayjs.extend(utc);
dayjs.extend(timezone);

const LAST = /^last (\d{1,4}) (hour|day|week|month)s?$/;
const NAMED = /^(this|last) (day|week|month|quarter|year)$/;
const DATE = "YYYY-MM-DD";

/** The instants of an expression, or null when the text is none. Calendar arithmetic is done on dates, not instants. */
export function ofExpression(text: string, zone: string, now_ms: number): Range | null {
  const now = dayjs(now_ms);
  const today = dayjs.utc(now.tz(zone).format(DATE));
  const last = LAST.exec(text);
  if (last?.[2] === "hour") return { from: iso(now.subtract(Number(last[1]), "hour")), to: iso(now) };
  if (last)
    return {
      from: midnight(today.subtract(Number(last[1]), last[2] as dayjs.ManipulateType), zone),
      to: iso(now),
    };
  const named = NAMED.exec(text);
  if (!named) return null;
  const unit = named[2] as Unit;
  const begin = beginOf(unit, today);
  return named[1] === "this"
    ? { from: midnight(begin, zone), to: iso(now) }
    : { from: midnight(beginOf(unit, begin.subtract(1, "day")), zone), to: midnight(begin, zone) };
}

/** This month so far and those before it, `count` in all. */
export function wholeMonths(count: number, zone: string, now_ms: number): Range {
  const now = dayjs(now_ms);
  const first = dayjs
    .utc(now.tz(zone).format(DATE))
    .startOf("month")
    .subtract(count - 1, "month");
  return { from: midnight(first, zone), to: iso(now) };
}

type Unit = "day" | "week" | "month" | "quarter" | "year";

/** The first day of the day, week (Monday), month, quarter or year of a day. */
function beginOf(unit: Unit, day: dayjs.Dayjs): dayjs.Dayjs {
  if (unit === "week") return day.subtract((day.day() + 6) % 7, "day");
  if (unit === "quarter") return day.startOf("month").subtract(day.month() % 3, "month");
  return day.startOf(unit);
}

function midnight(day: dayjs.Dayjs, zone: string): string {
  return iso(dayjs.tz(day.format(DATE), zone));
}

function iso(instant: dayjs.Dayjs): string {
  return instant.utc().format();
}
