/** Questions about several applications at once. */

import type { Question } from "../../api/questions";
import type { Application } from "../../api/session";
import type { Looked } from "../../state/view";

/** More applications than anybody has in a group: each has its own row. */
const EVERY = 1_000;

export type About = Omit<Question, "metrics">;

/** What such a question begins with; null where there is no application to ask about. Filters belong to one. */
export function aboutAll({ from, to, zone }: Looked, applications: readonly Application[]): About | null {
  if (applications.length === 0) return null;
  return { from, to, zone, application: applications.map((one) => one.id) };
}

export function byApplication(about: About | null): About | null {
  return about && { ...about, by: ["application"], top: EVERY };
}
