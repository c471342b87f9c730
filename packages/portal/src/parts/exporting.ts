/** What one sees as a file, and as the question that gives it: curl, Python, SQL. */

import { api, send } from "../api/client";
import type { Question } from "../api/questions";

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

/** The answer of a path as a file: what the server writes, unrounded. */
export async function download(
  path: string,
  body: unknown,
  application: string | undefined,
  format: Format,
  name: string,
): Promise<void> {
  const answer = await send(path, { method: "POST", body, application, accept: TYPES[format] });
  saved(await answer.blob(), `${name}.${format}`);
}

const ROOT = "/api/v1";

function pretty(body: unknown): string {
  return JSON.stringify(body, (_key, value) => value ?? undefined, 2);
}

export function asCurl(path: string, body: unknown): string {
  const quoted = pretty(body).replaceAll("'", "'\\''");
  return [
    `curl ${window.location.origin}${ROOT}${path} \\`,
    '  -H "xProxy-api-key: $PAYI_API_KEY" -H "content-type: application/json" \\',
    `  -d '${quoted}'`,
  ].join("\n");
}

export function asPython(path: string, body: unknown): string {
  return [
    "from payi import Payi",
    "",
    `client = Payi(base_url="${window.location.origin}")  # reads PAYI_API_KEY`,
    `answer = client.post("${ROOT}${path}", cast_to=object, body=${pythonic(pretty(body))})`,
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
