/** The geometry of a sparkline. */

const MARGIN = 3;

type Spot = [x: number, y: number];

/** A line through the values that are known, from 0 at the bottom to the largest at the top; broken where one is not. */
export function pathOf(
  values: readonly (number | null)[],
  width: number,
  height: number,
): { line: string; last: Spot | null } {
  const known = values.filter((value) => value !== null);
  const largest = Math.max(0, ...known) || 1;
  const step = (width - 2 * MARGIN) / Math.max(1, values.length - 1);
  const spots = values.map((value, place): Spot | null =>
    value === null
      ? null
      : [MARGIN + place * step, height - MARGIN - (value / largest) * (height - 2 * MARGIN)],
  );
  const line = spots
    .map(
      (spot, place) => spot && `${spots[place - 1] ? "L" : "M"}${spot[0].toFixed(1)} ${spot[1].toFixed(1)}`,
    )
    .filter(Boolean)
    .join("");
  return { line, last: spots.findLast((spot) => spot !== null) ?? null };
}
