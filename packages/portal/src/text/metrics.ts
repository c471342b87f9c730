/** What metrics and dimensions are called, what they mean, and which way is better. */

export interface MetricText {
  label: string;
  meaning: string;
  /** Overrides the unit of the answer where a figure reads differently. */
  unit?: string;
  better?: "lower" | "higher";
}

export const METRICS: Record<string, MetricText> = {
  cost: { label: "Cost", meaning: "What priced requests cost, exact. Unpriced ones are counted beside it." },
  cost_in: { label: "Input cost", meaning: "The part of the cost that input units caused." },
  cost_out: { label: "Output cost", meaning: "The part of the cost that output units caused." },
  wasted: { label: "Wasted", meaning: "The cost of requests that failed.", better: "lower" },
  overrun: { label: "Overrun", meaning: "The cost above the maximum of a limit.", better: "lower" },
  requests: { label: "Requests", meaning: "Calls of a model, each counted once." },
  instances: { label: "Instances", meaning: "Use case instances with at least one request." },
  users: { label: "Users", meaning: "Different users with at least one request." },
  accounts: { label: "Accounts", meaning: "Different accounts with at least one request." },
  failures: { label: "Failures", meaning: "Requests that failed by status or by meaning.", better: "lower" },
  retries: {
    label: "Retries",
    meaning: "Requests in the same instance and step as a failure, within a minute of its end.",
    better: "lower",
  },
  failure_rate: { label: "Failure rate", meaning: "Failures among all requests.", better: "lower" },
  unpriced: {
    label: "Unpriced",
    meaning: "Requests whose cost is not known: not 0, and in no total.",
    better: "lower",
  },
  estimated: {
    label: "Estimated",
    meaning: "Requests whose units were estimated, as their stream told none.",
  },
  cost_per_request: { label: "Cost per request", meaning: "Cost divided by requests.", better: "lower" },
  cost_per_instance: { label: "Cost per instance", meaning: "Cost divided by instances.", better: "lower" },
  units_per_request: {
    label: "Units per request",
    meaning: "Units in and out divided by requests.",
    unit: "decimal",
  },
  requests_per_minute: { label: "Requests per minute", meaning: "Requests divided by minutes of the range." },
  "units.in": { label: "Input units", meaning: "Tokens and other units that went in." },
  "units.out": { label: "Output units", meaning: "Tokens and other units that came out." },
  "p50(latency_ms)": { label: "Latency p50", meaning: "Half of the requests were faster.", better: "lower" },
  "p90(latency_ms)": { label: "Latency p90", meaning: "Nine in ten requests were faster.", better: "lower" },
  "p95(latency_ms)": { label: "Latency p95", meaning: "95 in 100 requests were faster.", better: "lower" },
  "p99(latency_ms)": { label: "Latency p99", meaning: "99 in 100 requests were faster.", better: "lower" },
  "mean(latency_ms)": {
    label: "Latency, mean",
    meaning: "The mean time from call to last byte.",
    better: "lower",
  },
  "p50(ttft_ms)": { label: "First token p50", meaning: "Time to the first token, median.", better: "lower" },
  "p95(ttft_ms)": {
    label: "First token p95",
    meaning: "Time to the first token, 95 in 100.",
    better: "lower",
  },
  "p50(ttfc_ms)": {
    label: "First completion p50",
    meaning: "Time to the first token of the answer.",
    better: "lower",
  },
  "p95(ttfc_ms)": {
    label: "First completion p95",
    meaning: "Time to the first token of the answer.",
    better: "lower",
  },
  "p50(output_per_s)": {
    label: "Output per second",
    meaning: "Output units divided by the time after the first token, median.",
    better: "higher",
  },
  "p50(request_cost)": {
    label: "Cost of a request p50",
    meaning: "Half of the requests cost less.",
    better: "lower",
  },
  "p95(request_cost)": {
    label: "Cost of a request p95",
    meaning: "95 in 100 requests cost less.",
    better: "lower",
  },
  requests_per_instance: {
    label: "Requests per instance",
    meaning: "Requests divided by instances.",
    unit: "decimal",
  },
  units_per_instance: {
    label: "Units per instance",
    meaning: "Units in and out divided by instances.",
    unit: "decimal",
    better: "lower",
  },
  "mean(ttft_ms)": {
    label: "First token, mean",
    meaning: "The mean time to the first token.",
    better: "lower",
  },
  "p50(instance_cost)": {
    label: "Cost of an instance p50",
    meaning: "Half of the instances cost less.",
    better: "lower",
  },
  "p95(instance_cost)": {
    label: "Cost of an instance p95",
    meaning: "95 in 100 instances cost less.",
    better: "lower",
  },
};

const KPI = /^kpi(?:_(text|low|high|n|coverage|goal|attainment))?:(.+)$/;
const KPI_FIGURES: Record<string, string> = {
  text: "as it is read",
  low: "lower end of the 95 % interval",
  high: "upper end of the 95 % interval",
  n: "scores",
  coverage: "coverage",
  goal: "goal",
  attainment: "attainment",
};

/** Whether a metric is taken from the scores of a KPI. */
export const isOfKpi = (metric: string) => KPI.test(metric);

/** The label and meaning of a metric, any spelling of it. */
export function metricText(name: string): MetricText {
  const known = METRICS[name];
  if (known) return known;
  const kpi = KPI.exec(name);
  if (kpi) {
    const figure = kpi[1] ? `, ${KPI_FIGURES[kpi[1]]}` : "";
    return { label: `${kpi[2]}${figure}`, meaning: "Scores of instances, held against the KPI's goal." };
  }
  return { label: name, meaning: name };
}

export const DIMENSIONS: Record<string, { label: string; many: string }> = {
  application: { label: "Application", many: "Applications" },
  use_case: { label: "Use case", many: "Use cases" },
  version: { label: "Version", many: "Versions" },
  step: { label: "Step", many: "Steps" },
  user: { label: "User", many: "Users" },
  account: { label: "Account", many: "Accounts" },
  category: { label: "Category", many: "Categories" },
  resource: { label: "Resource", many: "Resources" },
  scope: { label: "Scope", many: "Scopes" },
  status_class: { label: "Status class", many: "Status classes" },
  status: { label: "Status", many: "Statuses" },
  failure: { label: "Failure", many: "Failures" },
  limit: { label: "Limit", many: "Limits" },
  source: { label: "Source", many: "Sources" },
  hour_of_day: { label: "Hour of day", many: "Hours of day" },
  weekday: { label: "Weekday", many: "Weekdays" },
};

/** What a dimension is called: `property:channel` is `channel`. */
export function dimensionLabel(name: string): string {
  return DIMENSIONS[name]?.label ?? name.replace(/^(use_case_)?property:/, "");
}
