/** What one sees as a file, and as the question that gives it: curl, Python, SQL. */

import { api, send } from "../api/client";
import type { Question } from "../api/questions";
import { csvOf } from "./csv";

export type Format = "csv" | "json" | "parquet";

const TYPES: Record<Format, string> = {
  csv: "text/csv",
  json: "application/json",
  parquet: "application/vnd.apache.parquet",
};

/** Put a file into the person's downloads. */
export function saved(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The answer of a path as a file: what the server writes, unrounded. Without a body it is fetched by GET. */
export async function download(
  path: string,
  body: unknown,
  application: string | undefined,
  format: Format,
  name: string,
): Promise<void> {
  const method = body === undefined ? "GET" : "POST";
  const answer = await send(path, { method, body, application, accept: TYPES[format] });
  saved(await answer.blob(), `${name}.${format}`);
}

/** Rows as a file, where the server makes none of them. */
export function downloadRows(rows: readonly object[], format: Format, name: string): void {
  const written = format === "csv" ? csvOf(rows) : JSON.stringify(rows, null, 2);
  saved(new Blob([written], { type: TYPES[format] }), `${name}.${format}`);
}

const ROOT = "/api/v1";

function pretty(body: unknown): string {
  return JSON.stringify(body, (_key, value) => value ?? undefined, 2);
}

const inQuotes = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

export function asCurl(path: string, body: unknown): string {
  const address = inQuotes(`${window.location.origin}${ROOT}${path}`);
  if (body === undefined) return `curl ${address} -H "xProxy-api-key: $PAYI_API_KEY"`;
  return [
    `curl ${address} \\`,
    '  -H "xProxy-api-key: $PAYI_API_KEY" -H "content-type: application/json" \\',
    `  -d ${inQuotes(pretty(body))}`,
  ].join("\n");
}

export function asPython(path: string, body: unknown): string {
  const address = JSON.stringify(ROOT + path);
  const call =
    body === undefined
      ? `get(${address}, cast_to=object)`
      : `post(${address}, cast_to=object, body=${pythonic(pretty(body))})`;
  return [
    "from payi import Payi",
    "",
    `client = Payi(base_url="${window.location.origin}")  # reads PAYI_API_KEY`,
    `answer = client.${call}`,
    "print(answer)",
  ].join("\n");
}

function pythonic(json: string): string {
  return json.replace(
    /(: |\[|, )(true|false)\b/g,
    (_all, before: string, value: string) => before + (value === "true" ? "True" : "False"),
  );
}

/** The SQL that gives the same rows from an export of the events. */
export async function asSql(question: Question, application: string | undefined): Promise<string> {
  const answer = await api<{ sql: string }>("/questions/sql", {
    method: "POST",
    body: question,
    application,
  });
  return answer.sql;
}
