/** The words of a cost line. Amounts stay the decimal text they came as. */

import type { CostLine } from "../../api/requests";
import { compact, count, exactMoney } from "../../format";

/** `8,531 × $2.5 / 1M`, or null where there is no price. */
export function multiplication(line: CostLine): string | null {
  if (line.price === null || line.per === null) return null;
  const per = line.per === 1 ? "" : ` / ${compact(line.per)}`;
  return `${count(line.count)} × ${exactMoney(line.price)}${per}`;
}

/** How the price was found: `matched:alias;scope:global` as pairs. */
export function traced(trace: string): [string, string][] {
  return trace
    .split(";")
    .filter((part) => part !== "")
    .map((part) => {
      const [name = "", ...value] = part.split(":");
      return [name, value.join(":")];
    });
}
