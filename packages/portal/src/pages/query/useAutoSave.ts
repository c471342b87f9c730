/** A report is saved as it is changed; a link that differs from it changes nothing by being opened. */

import { useEffect, useState } from "react";
import { failed } from "../../parts/notices";
import { sameQuestion } from "./query";
import type { NewReport, Report, ReportActs } from "./reports";

/** Changes made quickly one after another are saved as one, ms. */
const PAUSE_MS = 600;

export type Standing = "saved" | "saving" | "differs" | "readOnly";

interface Opened {
  report_id: string;
  /** The draft as it was when the report was opened. */
  key: string;
  /** Whether the person has changed anything since. */
  changed: boolean;
}

export function useAutoSave(report: Report, draft: NewReport, acts: ReportActs, owner: boolean): Standing {
  const key = JSON.stringify(draft);
  const changed = useChanged(report.report_id, key);
  const same = report.range === draft.range && sameQuestion(report.question, draft.question);
  const due = owner && changed && !same;
  useEffect(() => {
    if (!due) return undefined;
    const saving = setTimeout(
      () => acts.save(report.report_id, JSON.parse(key) as NewReport).catch(failed),
      PAUSE_MS,
    );
    return () => clearTimeout(saving);
  }, [due, key, report.report_id, acts]);
  if (same) return "saved";
  if (!owner) return "readOnly";
  return changed ? "saving" : "differs";
}

function useChanged(report_id: string, key: string): boolean {
  const [opened, setOpened] = useState<Opened>({ report_id, key, changed: false });
  const now =
    opened.report_id === report_id
      ? { ...opened, changed: opened.changed || opened.key !== key }
      : { report_id, key, changed: false };
  if (now.changed !== opened.changed || now.report_id !== opened.report_id) setOpened(now);
  return now.changed;
}
