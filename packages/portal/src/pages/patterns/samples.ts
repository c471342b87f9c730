/** Answers that never change, for the page of parts: two use cases over eight days, the last of them not over. */

import type { Distribution } from "../../api/histograms";
import type { Answer } from "../../api/questions";

const DAYS = [14, 15, 16, 17, 18, 19, 20, 21].map((day) => `2026-11-${day}T00:00:00Z`);
const SPEND: Record<string, string[]> = {
  "support-chat": ["4.21", "4.4", "4.05", "5.32", "5.1", "4.87", "2.2", "1.125000000001"],
  "contract-review": ["2.1", "2.35", "2.22", "2.9", "2.75", "2.4", "1.9", "0.6"],
};
const LATENCY = [812, 790, 845, 990, 1_240, 1_180, 940, 905];

function answerOf(over: Partial<Answer>): Answer {
  return {
    question: {
      metrics: ["cost"],
      from: DAYS[0] as string,
      to: "2026-11-21T12:00:00Z",
      zone: "UTC",
      grain: "day",
    },
    columns: [],
    rows: [],
    other: null,
    other_rows: null,
    totals: [],
    compare: null,
    rows_overlap: false,
    meta: {
      requests: 1_204,
      unpriced: 3,
      estimated: 12,
      data_until: "2026-11-21T12:00:00Z",
      methods: {},
      took_ms: 4,
      mark: 1_204,
    },
    ...over,
  };
}

export const COST_BY_DAY = answerOf({
  columns: [
    { name: "time", kind: "time" },
    { name: "use_case", kind: "dimension" },
    { name: "cost", kind: "metric", unit: "usd" },
  ],
  rows: Object.entries(SPEND).flatMap(([useCase, amounts]) =>
    DAYS.map((day, place) => [day, useCase, amounts[place] as string]),
  ),
  totals: ["", "", "48.495000000001"],
});

export const LATENCY_BY_DAY = answerOf({
  columns: [
    { name: "time", kind: "time" },
    { name: "p95(latency_ms)", kind: "metric", unit: "ms" },
  ],
  rows: DAYS.map((day, place) => [day, LATENCY[place] as number]),
  totals: ["", 1_204],
});

export const LATENCIES: Distribution = {
  edges: [0, 250, 500, 1_000, 2_000, 4_000],
  counts: [40, 310, 520, 260, 74],
  n: 1_204,
  unit: "ms",
  scale: "linear",
  missing: 0,
  behind: { search: "requests", field: "latency_ms", filters: [] },
};

export interface SampleRow {
  name: string;
  requests: number;
  cost: string;
  change: number;
}

export const ROWS: SampleRow[] = [
  { name: "support-chat", requests: 912, cost: "31.275000000001", change: -0.12 },
  { name: "contract-review", requests: 292, cost: "17.22", change: 0.04 },
];
