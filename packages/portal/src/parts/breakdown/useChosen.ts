/** The rows that are ticked for the chart: they stand in the URL. */

import { useMemo } from "react";
import type { View } from "../../state/view";

export interface Chosen {
  names: ReadonlySet<string>;
  toggle: (name: string) => void;
}

export function useChosen(view: View): Chosen {
  const named = view.get("only") ?? "";
  return useMemo(() => {
    const names = new Set(named === "" ? [] : named.split(",").map(decodeURIComponent));
    const toggle = (name: string) => {
      const next = new Set(names);
      if (!next.delete(name)) next.add(name);
      view.set({ only: [...next].map(encodeURIComponent).join(",") }, true);
    };
    return { names, toggle };
  }, [named, view]);
}
