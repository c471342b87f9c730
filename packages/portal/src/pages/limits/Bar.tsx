/** How full a limit is: spend against threshold and maximum, by length, mark and word, not by colour alone. */

import { Text } from "@mantine/core";
import { percent } from "../../format";
import { atoms, inFull, riskThreshold, type State, share } from "./amounts";
import classes from "./Bar.module.css";
import { STATES } from "./words";

interface Fill {
  spend: string;
  max: string;
  threshold: string | null;
  state: State;
}

export function StateMark({ state }: { state: State }) {
  const { sign, label, colour, meaning } = STATES[state];
  return (
    <Text component="span" size="sm" fw={500} style={{ color: colour, whiteSpace: "nowrap" }} title={meaning}>
      <span aria-hidden>{sign}</span> {label}
    </Text>
  );
}

/** The bar is as long as the maximum; past it, as long as the spend, hatched from the maximum on. */
export function Bar({ spend, max, threshold, state }: Fill) {
  const longest = atoms(spend) > atoms(max) ? spend : max;
  const reached = share(spend, longest) ?? 0;
  const full = share(max, longest) ?? 0;
  const warns = share(riskThreshold(max, threshold), longest) ?? 0;
  const words = fullness(spend, max);
  return (
    <div
      role="meter"
      className={classes.track}
      aria-label="Spend of the maximum"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(reached * 100)}
      aria-valuetext={`${words}, ${state}`}
      title={`${inFull(spend)} of ${inFull(max)}; warns from ${inFull(riskThreshold(max, threshold))}`}
    >
      <span
        className={classes.fill}
        style={{ width: `${Math.min(reached, full) * 100}%`, background: STATES[state].colour }}
      />
      {reached > full && (
        <span className={classes.beyond} style={{ left: `${full * 100}%`, color: STATES[state].colour }} />
      )}
      {threshold !== null && <span className={classes.threshold} style={{ left: `${warns * 100}%` }} />}
      {reached > full && <span className={classes.max} style={{ left: `${full * 100}%` }} />}
    </div>
  );
}

/** `43.2% of max`. */
export function fullness(spend: string, max: string): string {
  const part = share(spend, max);
  return part === null ? "max is 0" : `${percent(part)} of max`;
}
