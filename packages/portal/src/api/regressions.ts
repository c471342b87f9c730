/** What got worse from the first quarter of a range to its last: the server judges, and says by what it judged. */

import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { askAt, type Cell, type Question, type Row } from "./questions";

export interface RegressionQuestion extends Pick<Question, "from" | "to" | "zone" | "filters"> {
  metric: string;
  by: string[];
}

export interface Quarter {
  from: string;
  to: string;
}

export interface Regression {
  /** Its value of each dimension. */
  group: Row;
  before: Cell;
  after: Cell;
  difference: Cell;
  change: number | null;
  /** What the change meant over the last quarter: USD, decimal text. */
  impact: string;
  /** Its part in the change of the whole; null where parts do not add up, or the whole went the other way. */
  contribution: number | null;
  /** Where rows are of use cases: the highest version of the first quarter, null for none, and of the last. */
  versions: [number | null, number] | null;
}

export interface Regressions {
  unit: string;
  first: Quarter;
  last: Quarter;
  /** The largest impact first. */
  items: Regression[];
  /** How many had too few requests to be judged. */
  unjudged: number;
}

export function useRegressions(
  question: RegressionQuestion,
  application: string,
): UseQueryResult<Regressions> {
  return useQuery({
    queryKey: ["regressions", application, question],
    queryFn: ({ signal }) => askAt<Regressions>("/regressions", question, application, signal),
    placeholderData: keepPreviousData,
  });
}
