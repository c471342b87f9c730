/** A trend in the space of a word: no axis, no colour to tell apart, the last point marked. */

import { pathOf } from "./spark";

export const SPARK_HEIGHT = 24;

interface SparklineProps {
  values: readonly (number | null)[];
  /** What it shows, for who cannot see it. */
  label: string;
  width?: number;
  height?: number;
}

export function Sparkline({ values, label, width = 96, height = SPARK_HEIGHT }: SparklineProps) {
  const { line, last } = pathOf(values, width, height);
  if (last === null) return null;
  return (
    <svg width={width} height={height} role="img" aria-label={label} className="sparkline">
      <path d={line} fill="none" stroke="var(--quiet)" strokeWidth={1.5} strokeLinejoin="round" />
      <circle cx={last[0]} cy={last[1]} r={2.5} fill="var(--mantine-primary-color-filled)" />
    </svg>
  );
}
