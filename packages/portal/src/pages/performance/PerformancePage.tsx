/** Performance: how long requests take, to the first token and to the last, and how fast output comes. */

import type { AsksFirst } from "../../ahead";
import { carried } from "../../frame/carried";
import { Breakdown } from "../../parts/breakdown/Breakdown";
import { DimensionTabs } from "../../parts/DimensionTabs";
import { AfterFirstEvent } from "../../parts/FirstEvent";
import { PageHeader } from "../../parts/PageHeader";
import { type Headline, headQuestions, Stats } from "../../parts/Stats";
import { useView } from "../../state/view";
import { words } from "./words";

const METRICS = [
  "p95(latency_ms)",
  "p50(latency_ms)",
  "p90(latency_ms)",
  "p99(latency_ms)",
  "mean(latency_ms)",
  "p50(ttft_ms)",
  "p95(ttft_ms)",
  "p50(ttfc_ms)",
  "p95(ttfc_ms)",
  "p50(output_per_s)",
  "requests_per_minute",
  "requests",
];
const BESIDE = [
  "requests",
  "p50(latency_ms)",
  "p90(latency_ms)",
  "p95(latency_ms)",
  "p99(latency_ms)",
  "p95(ttft_ms)",
  "p50(output_per_s)",
  "requests_per_minute",
];
const HEADLINES: readonly Headline[] = [
  { metric: "p50(latency_ms)", to: "/requests", search: slowest },
  { metric: "p95(latency_ms)", to: "/requests", search: slowest },
  { metric: "p95(ttft_ms)", to: "/requests", search: slowest },
  { metric: "p50(output_per_s)", to: "/requests", search: carried },
  { metric: "requests_per_minute", to: "/requests", search: carried },
  { metric: "requests", to: "/requests", search: carried },
];
const DIMENSIONS: Record<string, readonly string[]> = { version: ["use_case", "version"] };

function slowest(before: Record<string, unknown>): Record<string, unknown> {
  return { ...carried(before), order: "-latency_ms" };
}

export const asksFirst: AsksFirst = (view) => headQuestions(view, HEADLINES);

export default function PerformancePage() {
  const view = useView();
  const tab = view.get("by") ?? "resource";
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view} />
      <AfterFirstEvent>
        <Stats view={view} headlines={HEADLINES} />
        <DimensionTabs view={view} tabs={words.tabs} chosen={tab}>
          <Breakdown view={view} by={DIMENSIONS[tab] ?? [tab]} metrics={METRICS} beside={BESIDE} />
        </DimensionTabs>
      </AfterFirstEvent>
    </>
  );
}
