/** The head of a page: how fresh it is, and its figures, each now, against the time before, and how it went. */

import { Box } from "@mantine/core";
import { type Question, useQuestion } from "../api/questions";
import { SPARK_HEIGHT, Sparkline } from "../charts/Sparkline";
import { type Timeline, timelineOf } from "../charts/timeline";
import { useApplicationId, usePath } from "../state/application";
import type { Looked, View } from "../state/view";
import { metricText } from "../text/metrics";
import { Figures, figureQuestions, metaOf, useFigures } from "./Figures";
import { Fresh } from "./Fresh";

export interface Headline {
  metric: string;
  /** The page below the application where the rows behind it are. */
  to: string;
  search: Record<string, unknown> | ((before: Record<string, unknown>) => Record<string, unknown>);
}

interface StatsProps {
  view: View;
  headlines: readonly Headline[];
}

const HEIGHT = 118;

/** What is asked for the figures before all else. */
export function headQuestions({ question }: Looked, headlines: readonly Headline[]): (Question | null)[] {
  return figureQuestions(question, metricsOf(headlines));
}

export function Stats({ view, headlines }: StatsProps) {
  const app = useApplicationId();
  const path = usePath();
  const metrics = metricsOf(headlines);
  const parts = useFigures(view.question, metrics, app);
  const known = parts.every(({ answer }) => answer.isFetched);
  const course = useQuestion(known ? { ...view.question, metrics, grain: "auto" } : null, app).data;
  return (
    <>
      <Fresh view={view} meta={metaOf(parts)} />
      <Figures
        parts={parts}
        height={HEIGHT}
        more={(metric, answer) => {
          const { to, search } = headlines.find((one) => one.metric === metric) as Headline;
          return {
            since: answer.compare?.from,
            to: path(to),
            search,
            children: course ? (
              <Sparkline
                values={trendOf(timelineOf(course, metric))}
                label={`${metricText(metric).label} over this range`}
              />
            ) : (
              <Box h={SPARK_HEIGHT} />
            ),
          };
        }}
      />
    </>
  );
}

function metricsOf(headlines: readonly Headline[]): string[] {
  return headlines.map((headline) => headline.metric);
}

/** What is over: half a day at the end would look like a fall. */
function trendOf({ series, unfinished }: Timeline): (number | null)[] {
  const points = series[0]?.points ?? [];
  return points.filter(([at]) => at !== unfinished?.from).map(([, value]) => value);
}
