/** A figure over time as one small line, with the goal as a dotted one. The page behind it has the numbers. */

interface TrendProps {
  /** Heights from left to right; null where there was nothing. */
  points: readonly (number | null)[];
  goal: number | null;
  label: string;
}

const [WIDTH, HEIGHT, EDGE] = [120, 28, 3];

export function Trend({ points, goal, label }: TrendProps) {
  const known = points.filter((point) => point !== null);
  if (known.length < 2) return null;
  const heights = goal === null ? known : [...known, goal];
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const across = (place: number) => EDGE + (place / (points.length - 1)) * (WIDTH - 2 * EDGE);
  const up = (height: number) => HEIGHT - EDGE - ((height - low) / (high - low || 1)) * (HEIGHT - 2 * EDGE);
  const line = points
    .flatMap((point, place) => (point === null ? [] : [`${across(place)},${up(point)}`]))
    .join(" ");
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={label} style={{ display: "block" }}>
      {goal !== null && (
        <line
          x1={EDGE}
          x2={WIDTH - EDGE}
          y1={up(goal)}
          y2={up(goal)}
          stroke="var(--quiet)"
          strokeDasharray="2 3"
        />
      )}
      <polyline
        points={line}
        fill="none"
        stroke="var(--mantine-primary-color-filled)"
        strokeWidth={2}
        strokeLinejoin="round"
      />
    </svg>
  );
}
