/** When the maximum was passed, or will be: said as an estimate, with what it rests on. */

import { Text } from "@mantine/core";
import { useMemo } from "react";
import { type Question, totalsOf, useQuestion } from "../../api/questions";
import { day, instant, money } from "../../format";
import { useApplicationId } from "../../state/application";
import { atoms, minus } from "./amounts";
import { type CurvePoint, passed } from "./curve";
import { DAY_MS, forecastOf, windowsOf } from "./forecast";
import type { Limit } from "./limit";
import type { LookedAt } from "./period";

interface ForecastLineProps {
  limit: Limit;
  period: LookedAt;
  curve: readonly CurvePoint[];
  zone: string;
}

export function ForecastLine({ limit, period, curve, zone }: ForecastLineProps) {
  const spend = period.totals.cost.total.base;
  if (atoms(spend) > atoms(period.max)) {
    const bucket = passed(curve, period.max);
    return (
      <Said>
        {bucket
          ? `The maximum was passed between ${instant(bucket.from, zone)} and ${instant(bucket.until, zone)}.`
          : "The maximum is passed."}
      </Said>
    );
  }
  if (period.number !== null) return null;
  return <Estimate left={minus(limit.max, spend)} period={period} zone={zone} />;
}

function Said({ children }: { children: string }) {
  return (
    <Text size="sm" mb="xs">
      {children}
    </Text>
  );
}

const HOUR_MS = 3_600_000;

function Estimate({ left, period, zone }: { left: string; period: LookedAt; zone: string }) {
  const now_ms = Math.floor(Date.parse(period.to) / HOUR_MS) * HOUR_MS;
  const windows = useMemo(() => windowsOf(now_ms - Date.parse(period.from)), [now_ms, period.from]);
  const short = usePace(period, windows[0], now_ms);
  const long = usePace(period, windows[1], now_ms);
  if ((windows[0] ?? 0) < 1) return <Said>The period is younger than a day: too early for an estimate.</Said>;
  if (short === undefined || (windows.length > 1 && long === undefined)) return null;
  const paces = [short, ...(long === undefined ? [] : [long])];
  const basis = paces
    .map(({ cost, days }) => `${money(cost)} in the last ${Math.round(days * 10) / 10} days`)
    .join(", ");
  const found = forecastOf(left, paces, now_ms);
  if (found === null) return <Said>{`No date can be estimated: ${basis}.`}</Said>;
  const [at, earliest, latest] = [found.at_ms, found.earliest_ms, found.latest_ms].map((ms) =>
    dayOf(ms, zone),
  );
  const range = earliest === latest ? "" : `, between ${earliest} and ${latest}`;
  return (
    <Said>{`Estimate: the maximum is reached about ${at}${range}, if spending goes on as it did: ${basis}.`}</Said>
  );
}

/** Dates far away are no more than "years from now". */
const FAR_MS = 5 * 365 * DAY_MS;

function dayOf(ms: number, zone: string): string {
  return ms - Date.now() > FAR_MS ? "more than five years from now" : day(new Date(ms).toISOString(), zone);
}

/** What was spent in the last `days`; undefined while it is not known, or without such a window. */
function usePace(period: LookedAt, days: number | undefined, now_ms: number) {
  const app = useApplicationId();
  const question: Question | null =
    days === undefined || days < 1
      ? null
      : {
          ...period.question,
          metrics: ["cost"],
          from: new Date(now_ms - days * DAY_MS).toISOString(),
          to: new Date(now_ms).toISOString(),
        };
  const answer = useQuestion(question, app).data;
  return answer && days !== undefined ? { days, cost: String(totalsOf(answer).cost ?? "0") } : undefined;
}
