/** What a person types into the search of requests, as filters: pure. */

import type { Filter, Operator } from "../../api/questions";

const ALIASES: Record<string, string> = {
  usecase: "use_case",
  model: "resource",
  provider: "category",
  id: "request_id",
  request: "request_id",
  response: "response_id",
  latency: "latency_ms",
  first_token: "ttft_ms",
  ttft: "ttft_ms",
  ttfc: "ttfc_ms",
};

const TEXTS = new Set([
  "use_case",
  "step",
  "user",
  "account",
  "category",
  "resource",
  "scope",
  "status_class",
  "failure",
  "limit",
  "source",
  "instance",
  "request_id",
  "response_id",
]);
const NUMBERS = new Set([
  "cost",
  "cost_in",
  "cost_out",
  "overrun",
  "wasted",
  "failures",
  "retries",
  "unpriced",
  "estimated",
  "units.in",
  "units.out",
  "latency_ms",
  "ttft_ms",
  "ttfc_ms",
  "output_per_s",
  "version",
  "status",
]);

export type Typed =
  | { kind: "open"; request_id: string }
  | { kind: "filters"; filters: Filter[] }
  | { kind: "words"; text: string }
  | { kind: "fault"; message: string };

const REQUEST_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PART = /^((?:use_case_)?property:[\w.-]+|[\w.]+)(>=|<=|!=|>|<|=|:)(.*)$/;
const COMPARED: Record<string, Operator> = { ">": "gt", ">=": "gte", "<": "lt", "<=": "lte" };

/**
 * Read what was typed: a request id opens that request; `field:value` and its like are filters; anything else is
 * words, whose meaning has to be chosen.
 */
export function readTyped(typed: string): Typed {
  const text = typed.trim();
  if (REQUEST_ID.test(text)) return { kind: "open", request_id: text.toLowerCase() };
  const parts = text.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  if (!parts.some((part) => PART.test(part))) return { kind: "words", text };
  const filters: Filter[] = [];
  for (const part of parts) {
    const read = readPart(part);
    if (typeof read === "string") return { kind: "fault", message: read };
    filters.push(read);
  }
  return { kind: "filters", filters };
}

/** The filter of one part, or what is wrong with it. */
function readPart(part: string): Filter | string {
  const found = PART.exec(part);
  if (!found) return `“${part}” is no condition: write field:value`;
  const [, named = "", sign = "", given = ""] = found;
  const field = ALIASES[named.toLowerCase()] ?? named;
  const value = given.replaceAll('"', "");
  if (value === "") return `${named} needs a value after “${sign}”`;
  if (NUMBERS.has(field)) return numberFilter(field, sign, value);
  if (!TEXTS.has(field) && !/^(use_case_)?property:./.test(field))
    return `There is no field “${named}”; a property is written property:${named}`;
  return textFilter(field, sign, value);
}

function textFilter(field: string, sign: string, value: string): Filter | string {
  if (sign in COMPARED) return `“${sign}” compares numbers, and ${field} is text`;
  if (value === "*") return { field, op: sign === "!=" ? "missing" : "exists", values: [] };
  if (sign === "!=") return { field, op: "not_in", values: value.split(",") };
  if (value.endsWith("*")) return { field, op: "prefix", values: [value.slice(0, -1)] };
  return { field, op: "in", values: value.split(",") };
}

const MS_OF: Record<string, number> = { ms: 1, s: 1_000, min: 60_000, m: 60_000 };

function numberFilter(field: string, sign: string, value: string): Filter | string {
  if (value === "*") return { field, op: "exists", values: [] };
  const op = COMPARED[sign] ?? (sign === "!=" ? "not_in" : "in");
  const values = value.split(",").map((one) => asNumber(field, one));
  return values.includes(null)
    ? `“${value}” is no number, and ${field} is one`
    : { field, op, values: values as string[] };
}

/** `$0.1` is 0.1; `2s` is 2000 where the field counts milliseconds. Money stays text. */
function asNumber(field: string, text: string): string | null {
  const found = /^\$?(-?\d+(?:\.\d+)?)(ms|s|min|m)?$/.exec(text);
  if (!found?.[1]) return null;
  const [, figure, unit] = found;
  if (unit === undefined) return figure;
  return field.endsWith("_ms") ? String(Number(figure) * (MS_OF[unit] as number)) : null;
}

/** Where words without a field may be looked for: the beginning of any of these. */
export const WORD_FIELDS = [
  "use_case",
  "user",
  "account",
  "resource",
  "step",
  "instance",
  "failure",
  "response_id",
  "request_id",
] as const;

/** The filters with others added: one for the same field and operator gives way. */
export function withFilters(before: readonly Filter[], added: readonly Filter[]): Filter[] {
  const replaced = (old: Filter) => added.some((one) => one.field === old.field && one.op === old.op);
  return [...before.filter((old) => !replaced(old)), ...added];
}
