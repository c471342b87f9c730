/** What a page asks first is asked as soon as its scripts are there, before it is drawn. */

import type { ComponentType } from "react";
import { type Question, questionQuery } from "./api/questions";
import { queries } from "./queries";
import { minute } from "./state/clock";
import { type Looked, lookedAt, type Search } from "./state/view";

/** The questions of a page's head, the first first; exported by its module as `asksFirst`. */
export type AsksFirst = (
  view: Looked,
) => readonly (Question | null)[] | Promise<readonly (Question | null)[]>;

export interface PageModule {
  default: ComponentType;
  asksFirst?: AsksFirst;
}

/** Ask what the page at an address will ask first: drawn, it finds the questions asked. What fails is told there. */
export async function askAhead(
  page: () => Promise<PageModule>,
  search: Search,
  application: string | undefined,
): Promise<void> {
  const { asksFirst } = await page();
  for (const question of (await asksFirst?.(lookedAt(search, minute()))) ?? [])
    if (question !== null) void queries.prefetchQuery(questionQuery(question, application));
}
