/** The figures at the head of the page, and where each leads. */

import { carried } from "../../frame/carried";
import type { Headline } from "../../parts/Stats";

export const HEADLINES: readonly Headline[] = [
  { metric: "cost", to: "/cost-drivers", search: carried },
  { metric: "requests", to: "/requests", search: carried },
  { metric: "cost_per_request", to: "/cost-drivers", search: drawn("cost_per_request") },
  { metric: "failure_rate", to: "/failures", search: carried },
  { metric: "p95(latency_ms)", to: "/performance", search: drawn("p95(latency_ms)") },
];

function drawn(metric: string): Headline["search"] {
  return (before) => ({ ...carried(before), metric });
}
