/** What may be chosen in the builder, by what it is about. Pure. */

import { DIMENSIONS, dimensionLabel, metricText } from "../../text/metrics";

interface Choice {
  value: string;
  label: string;
}

export interface ChoiceGroup {
  group: string;
  items: Choice[];
}

const METRICS: Record<string, string[]> = {
  Money: [
    "cost",
    "cost_in",
    "cost_out",
    "wasted",
    "overrun",
    "cost_per_request",
    "cost_per_instance",
    "p50(request_cost)",
    "p95(request_cost)",
  ],
  Amount: [
    "requests",
    "requests_per_minute",
    "instances",
    "users",
    "accounts",
    "units.in",
    "units.out",
    "units_per_request",
  ],
  "How it went": ["failures", "failure_rate", "retries", "unpriced", "estimated"],
  Speed: [
    "p50(latency_ms)",
    "p90(latency_ms)",
    "p95(latency_ms)",
    "p99(latency_ms)",
    "mean(latency_ms)",
    "p50(ttft_ms)",
    "p95(ttft_ms)",
    "p50(ttfc_ms)",
    "p95(ttfc_ms)",
    "p50(output_per_s)",
  ],
};

const FIGURES = ["kpi", "kpi_low", "kpi_high", "kpi_n", "kpi_coverage", "kpi_goal", "kpi_attainment"];
const SPELLED = /^((mean|min|max|p50|p90|p95|p99)\([\w.]+\)|units:.+\.(input|output)|kpi(_\w+)?:.+)$/;

/** Metrics under headings, with the KPIs there are, those chosen already, and one that is being typed. */
export function metricChoices(
  kpis: readonly string[],
  chosen: readonly string[],
  typed: string,
): ChoiceGroup[] {
  const known = new Set([
    ...Object.values(METRICS).flat(),
    ...kpis.flatMap((kpi) => FIGURES.map((figure) => `${figure}:${kpi}`)),
  ]);
  const others = [...chosen, ...(SPELLED.test(typed) ? [typed] : [])].filter((name) => !known.has(name));
  const groups: [string, string[]][] = [
    ...Object.entries(METRICS),
    ["KPIs", [...new Set(kpis)].flatMap((kpi) => FIGURES.map((figure) => `${figure}:${kpi}`))],
    ["Spelled out", [...new Set(others)]],
  ];
  return groups
    .filter(([, names]) => names.length > 0)
    .map(([group, names]) => ({
      group,
      items: names.map((value) => ({ value, label: metricText(value).label })),
    }));
}

/** Dimensions, with the properties chosen already and the one that is being typed. */
export function dimensionChoices(chosen: readonly string[], typed: string): ChoiceGroup[] {
  const listed = Object.keys(DIMENSIONS).filter((name) => name !== "application");
  const key = typed.trim();
  const isNew =
    key !== "" && !listed.some((name) => dimensionLabel(name).toLowerCase() === key.toLowerCase());
  const properties = [
    ...chosen.filter((name) => !listed.includes(name)),
    ...(isNew ? [`property:${key}`, `use_case_property:${key}`] : []),
  ];
  const label = (name: string) =>
    name.startsWith("use_case_property:")
      ? `${dimensionLabel(name)} (of the instance)`
      : dimensionLabel(name);
  const groups: [string, string[]][] = [
    ["Dimensions", listed],
    ["Properties", [...new Set(properties)]],
  ];
  return groups
    .filter(([, names]) => names.length > 0)
    .map(([group, names]) => ({ group, items: names.map((value) => ({ value, label: label(value) })) }));
}
