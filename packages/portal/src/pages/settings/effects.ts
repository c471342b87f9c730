/** What a change of settings will do, in sentences, before it is made. */

import type { Settings } from "./application";

const SENTENCES: { [Name in keyof Settings]: (value: Settings[Name]) => string } = {
  content: (on) =>
    on
      ? "Prompts and completions that arrive from now on are stored, redacted, and shown to people who may see prompts."
      : "No more prompts and completions are stored, and those stored are shown to nobody. They stay until their days are over.",
  content_days: (days) =>
    days === 0
      ? "Content is kept for ever."
      : `Content older than ${days} days is deleted, what there is of it at the next clean-up.`,
  event_days: (days) =>
    days === 0
      ? "Requests are kept for ever."
      : `Requests older than ${days} days are deleted with everything about them. This cannot be undone.`,
  unknown_use_case: (policy) =>
    policy === "create"
      ? "A use case that is named for the first time is created."
      : "Requests that name an unknown use case are refused (use_case_not_found), though their money is spent.",
  new_use_cases_per_hour: (cap) => `At most ${cap} use cases an hour are created by being named.`,
  block_limits_on_ingest: (policy) =>
    policy === "charge"
      ? "Events that name a block limit are charged to it."
      : "Events that name a block limit are refused (blocking_limit_not_allowed), though their money is spent.",
  block_http_status: (status) => `Calls that a limit refuses are answered with HTTP ${status}.`,
};

export function effectsOf(changes: Partial<Settings>): string[] {
  const names = Object.keys(changes) as (keyof Settings)[];
  return names.map((name) => (SENTENCES[name] as (value: unknown) => string)(changes[name]));
}
