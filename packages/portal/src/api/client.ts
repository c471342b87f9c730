/** Speaking to the API: one function that sends, one error that tells what came back. */

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Sending {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  /** The id of the application that is spoken of. */
  application?: string | undefined;
  accept?: string;
  signal?: AbortSignal | undefined;
}

const ROOT = "/api/v1";

export function address(path: string, query: Record<string, string | number | undefined> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Send, and take the answer as it came. Raises ApiError for anything but success. */
export async function send(path: string, sending: Sending = {}): Promise<Response> {
  const headers: Record<string, string> = {};
  if (sending.accept !== undefined) headers.accept = sending.accept;
  if (sending.application !== undefined) headers["assay-application"] = sending.application;
  if (sending.body !== undefined) headers["content-type"] = "application/json";
  const body = sending.body === undefined ? null : JSON.stringify(sending.body);
  let answer: Response;
  try {
    answer = await fetch(ROOT + path, {
      method: sending.method ?? "GET",
      headers,
      body,
      signal: sending.signal ?? null,
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new ApiError(0, "unreachable", "The server does not answer. Is it running?");
  }
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

/** Send, and read the answer as JSON. */
export async function api<T>(path: string, sending: Sending = {}): Promise<T> {
  const answer = await send(path, sending);
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
}

/**
 * Send, and read the answer with every number as the text it was written in: amounts of the published shapes
 * are JSON numbers of any length, which a float would round.
 */
export async function apiExact<T>(path: string, sending: Sending = {}): Promise<T> {
  const text = await (await send(path, sending)).text();
  return JSON.parse(text, exactNumber as (key: string, value: unknown) => unknown) as T;
}

function exactNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" ? (context?.source ?? String(value)) : value;
}

async function refusal(answer: Response): Promise<ApiError> {
  const told = (await answer.json().catch(() => ({}))) as {
    message?: string;
    xproxy_error?: { code?: string; message?: string };
  };
  const code = told.xproxy_error?.code ?? `http_${answer.status}`;
  return new ApiError(answer.status, code, told.message ?? told.xproxy_error?.message ?? answer.statusText);
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
  has_more: boolean;
}

const LARGEST_PAGE = 100;

/** Every item of a paged list, in its order. A search has its page in the body, other lists in the address. */
export async function everyItem<T>(path: string, sending: Sending = {}, read = api<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<T> = await read(...pageOf(path, sending, cursor));
    items.push(...page.items);
    cursor = page.has_more ? (page.next_cursor ?? undefined) : undefined;
  } while (cursor !== undefined);
  return items;
}

/** What to send for one page of a list. */
export function pageOf(path: string, sending: Sending, cursor: string | undefined): [string, Sending] {
  const asked = { limit: LARGEST_PAGE, cursor };
  if (sending.body !== undefined) return [path, { ...sending, body: { ...sending.body, ...asked } }];
  const joint = path.includes("?") ? "&" : "?";
  return [path + joint + address("", asked).slice(1), sending];
}
