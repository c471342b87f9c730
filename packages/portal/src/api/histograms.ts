/** Histograms: how the values of a sample or of a KPI are distributed. */

import { keepPreviousData, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { askAt, type Filter, type Question } from "./questions";

export interface HistogramQuestion extends Pick<Question, "from" | "to" | "zone" | "filters"> {
  /** A sample such as `latency_ms` or `instance_cost`, or `kpi:<name>`. */
  of: string;
  bins?: number;
}

export interface Distribution {
  unit: string;
  scale: "linear" | "log";
  /** One more than there are counts; a bin holds its lower edge and not its upper one. */
  edges: (string | number)[];
  counts: number[];
  n: number;
  /** How many have no value. */
  missing: number;
  /** Where the rows of a bin are found: by `field`, from its lower edge to below its upper one. */
  behind: { search: "requests" | "instances"; field: string; filters: Filter[] };
}

export function useHistogram(question: HistogramQuestion, application: string): UseQueryResult<Distribution> {
  return useQuery({
    queryKey: ["histogram", application, question],
    queryFn: ({ signal }) => askAt<Distribution>("/histograms", question, application, signal),
    placeholderData: keepPreviousData,
  });
}

/** The filters that find what is in a bin. */
export function filtersOfBin(answer: Distribution, place: number): Filter[] {
  const { field, filters } = answer.behind;
  return [
    ...filters,
    { field, op: "gte", values: [String(answer.edges[place])] },
    { field, op: "lt", values: [String(answer.edges[place + 1])] },
  ];
}
