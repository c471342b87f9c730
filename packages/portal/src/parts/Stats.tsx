/** The head of a page: how fresh it is, and its figures, each now, against the time before, and how it went. */

import { Group } from "@mantine/core";
import { type Question, totalsOf, unitOf, useQuestion } from "../api/questions";
import { Sparkline } from "../charts/Sparkline";
import { type Timeline, timelineOf } from "../charts/timeline";
import { useApplicationId, usePath } from "../state/application";
import type { View } from "../state/view";
import { metricText } from "../text/metrics";
import { Stat } from "./Figure";
import { Fresh } from "./Fresh";
import { Waiting } from "./Honest";

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

/** What is asked for the figures: a card of the page that needs a part of it asks the same. */
export function headlineQuestion(view: View, headlines: readonly Headline[]): Question {
  const metrics = headlines.map((headline) => headline.metric);
  return { ...view.question, metrics, compare: "previous", grain: "auto" };
}

export function Stats({ view, headlines }: StatsProps) {
  const app = useApplicationId();
  const path = usePath();
  const found = useQuestion(headlineQuestion(view, headlines), app);
  return (
    <>
      <Fresh view={view} meta={found.data?.meta} />
      <Waiting of={found} height={HEIGHT}>
        {(answer) => (
          <Group gap="md" mb="md" align="stretch">
            {headlines.map(({ metric, to, search }) => (
              <Stat
                key={metric}
                metric={metric}
                value={totalsOf(answer)[metric]}
                unit={unitOf(answer, metric)}
                changed={totalsOf(answer)[`${metric}.change`]}
                since={answer.compare?.from}
                to={path(to)}
                search={search}
              >
                <Sparkline
                  values={trendOf(timelineOf(answer, metric))}
                  label={`${metricText(metric).label} over this range`}
                />
              </Stat>
            ))}
          </Group>
        )}
      </Waiting>
    </>
  );
}

/** What is over: half a day at the end would look like a fall. */
function trendOf({ series, unfinished }: Timeline): (number | null)[] {
  const points = series[0]?.points ?? [];
  return points.filter(([at]) => at !== unfinished?.from).map(([, value]) => value);
}
