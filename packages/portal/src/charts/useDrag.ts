/** A stretch of the x axis, dragged over with the mouse or a pen; with a finger one scrolls. */

import type { EChartsType } from "echarts/core";
import { type PointerEvent, useRef, useState } from "react";

/** Shorter drags are presses, px. */
const SHORTEST_PX = 6;

interface Stretch {
  left: number;
  width: number;
}

export function useDrag(
  chart: EChartsType | null,
  onRange: ((first: number, last: number) => void) | undefined,
) {
  const began = useRef<number | null>(null);
  const [stretch, setStretch] = useState<Stretch | null>(null);
  if (chart === null || onRange === undefined) return { stretch: null, handlers: {} };

  const placeOf = (event: PointerEvent<HTMLElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const end = () => {
    began.current = null;
    setStretch(null);
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const place = placeOf(event);
    const wanted = event.button === 0 && event.pointerType !== "touch";
    if (wanted && chart.containPixel("grid", place)) began.current = place[0];
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (began.current === null) return;
    const [x] = placeOf(event);
    const width = Math.abs(x - began.current);
    if (width < SHORTEST_PX) return;
    // Whoever holds the pointer gets the click that ends the drag: the chart shall not.
    event.currentTarget.setPointerCapture(event.pointerId);
    setStretch({ left: Math.min(x, began.current), width });
  };
  const onPointerUp = () => {
    if (stretch) {
      const at = (x: number) => Number(chart.convertFromPixel({ xAxisIndex: 0 }, x));
      onRange(at(stretch.left), at(stretch.left + stretch.width));
    }
    end();
  };
  return { stretch, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: end } };
}
