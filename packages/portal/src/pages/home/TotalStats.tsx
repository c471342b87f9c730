/** The figures of several applications together: the server's totals, for who uses two of them is one user. */

import type { Application } from "../../api/session";
import { Figures, figureQuestions, metaOf, useFigures } from "../../parts/Figures";
import { Uncertain } from "../../parts/Honest";
import type { Looked, View } from "../../state/view";
import { aboutAll } from "./question";

const METRICS = ["cost", "requests", "failure_rate", "users", "p95(latency_ms)"];
const HEIGHT = 94;

interface TotalStatsProps {
  view: View;
  applications: readonly Application[];
}

/** What is asked for them. */
export function totalQuestions(view: Looked, applications: readonly Application[]) {
  return figureQuestions(aboutAll(view, applications), METRICS);
}

export function TotalStats({ view, applications }: TotalStatsProps) {
  const parts = useFigures(aboutAll(view, applications), METRICS);
  const meta = metaOf(parts);
  if (applications.length === 0) return null;
  return (
    <>
      <Figures parts={parts} height={HEIGHT} />
      {meta && <Uncertain meta={meta} />}
    </>
  );
}
