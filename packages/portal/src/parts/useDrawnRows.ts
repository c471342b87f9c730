/** Which rows of a table are drawn: those in sight; on paper all. */

import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";
import { usePrinting } from "../state/printing";

interface Scrolled {
  count: number;
  rowPx: number;
  /** What scrolls. */
  within: RefObject<HTMLElement | null>;
  /** Called when the last rows come into sight. */
  onEnd: (() => void) | undefined;
}

interface DrawnRows {
  /** Places of rows, in order. */
  places: number[];
  /** How much room the others take before and after them, px. */
  above: number;
  below: number;
}

const OVERSCAN = 12;

export function useDrawnRows({ count, rowPx, within, onEnd }: Scrolled): DrawnRows {
  const printing = usePrinting();
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => within.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    onChange: (instance) => {
      const last = instance.getVirtualItems().at(-1);
      if (last && onEnd && last.index >= count - OVERSCAN) onEnd();
    },
  });
  if (printing) return { places: Array.from({ length: count }, (_, place) => place), above: 0, below: 0 };
  const inSight = virtual.getVirtualItems();
  return {
    places: inSight.map((item) => item.index),
    above: inSight[0]?.start ?? 0,
    below: virtual.getTotalSize() - (inSight.at(-1)?.end ?? 0),
  };
}
