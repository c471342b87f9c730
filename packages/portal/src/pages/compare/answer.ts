/** The comparison in a sentence: did it get better, and at what price? */

import { change, figure } from "../../format";
import { type Compared, labelOf, readIn } from "./comparison";
import { words } from "./words";

const PRICE = "cost_per_instance";

/** What a person would say about one side against the first; `place` is that side's place among the others. */
export function sentence(rows: readonly Compared[], names: readonly string[], place = 0): string {
  const goals = rows.filter((row) => row.metric.startsWith("kpi:")).map((row) => said(row, place));
  const price = rows.find((row) => row.metric === PRICE);
  const quality = goals.length > 0 ? goals.join("; ") : "no KPI in common";
  return `${names[place + 1]} against ${names[0]}: ${quality}. ${priceOf(price, place)}`;
}

function said(row: Compared, place: number): string {
  const verdict = words.verdicts[row.against[place]?.verdict ?? "not_enough_data"];
  const [first, other] = [row.values[0], row.values[place + 1]].map((side) =>
    figure(side?.value, readIn(row)),
  );
  return `${labelOf(row)} ${first} → ${other} (${verdict})`;
}

function priceOf(row: Compared | undefined, place: number): string {
  const [first, other] = [row?.values[0]?.value, row?.values[place + 1]?.value];
  if (first == null || other == null) return "The price of an instance is not known on both sides.";
  const moved = row?.against[place]?.change ?? null;
  const way = moved === null || moved === 0 ? "" : `, ${change(moved)}`;
  return `An instance costs ${figure(other, "usd")} instead of ${figure(first, "usd")}${way}.`;
}
