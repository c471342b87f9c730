/** A relative range stands still while its rows are read: it moves on when it is asked to, or when the view changes. */

import { useState } from "react";
import type { Filter } from "../../api/questions";
import { filterText, type View } from "../../state/view";

export interface Pinned {
  from: string;
  to: string;
  filters: Filter[];
  zone: string;
  /** Whether time has gone on since. */
  behind: boolean;
  /** Take in what arrived since. */
  lookAgain(): void;
}

interface Held {
  key: string;
  view: View;
}

export function usePinned(view: View): Pinned {
  const key = [view.range, view.zone, ...view.filters.map(filterText)].join(" ");
  const [held, setHeld] = useState<Held>({ key, view });
  const current = held.key === key ? held : { key, view };
  if (current !== held) setHeld(current);
  const { from, to, zone, filters } = current.view;
  return { from, to, zone, filters, behind: to !== view.to, lookAgain: () => setHeld({ key, view }) };
}
