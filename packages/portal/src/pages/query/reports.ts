/** Named questions: listed, made, saved as they change, deleted and put back. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, everyItem } from "../../api/client";
import type { SavedQuestion } from "./query";

export interface NewReport {
  name: string;
  question: SavedQuestion;
  range: string;
}

export interface Report extends NewReport {
  report_id: string;
  updated_timestamp: string;
}

const keyOf = (application: string) => ["reports", application];

export function useReports(application: string) {
  return useQuery({
    queryKey: keyOf(application),
    queryFn: () => everyItem<Report>("/reports", { application }),
  });
}

/** What may be done with reports; each act shows in the list at once. */
export function useReportActs(application: string) {
  const cache = useQueryClient();
  return useMemo(() => {
    const shown = async <T>(done: Promise<T>): Promise<T> => {
      const result = await done;
      await cache.invalidateQueries({ queryKey: keyOf(application) });
      return result;
    };
    const at = (report_id: string) => `/reports/${encodeURIComponent(report_id)}/question`;
    return {
      make: (report: NewReport) =>
        shown(api<Report>("/reports", { method: "POST", body: report, application })),
      save: (report_id: string, report: NewReport) =>
        shown(api<Report>(at(report_id), { method: "PUT", body: report, application })),
      remove: (report_id: string) => shown(api<Report>(at(report_id), { method: "DELETE", application })),
    };
  }, [cache, application]);
}

export type ReportActs = ReturnType<typeof useReportActs>;
