/** What the applications cost over time. */

import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useQuestion } from "../../api/questions";
import type { Application } from "../../api/session";
import type { ChartHandle } from "../../charts/Chart";
import { type Point, TimeSeries } from "../../charts/TimeSeries";
import { Card } from "../../parts/Card";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { searchOf, withinView } from "../../state/behind";
import { asText } from "../../state/ranges";
import type { View } from "../../state/view";
import { aboutAll } from "./question";
import { words } from "./words";

const SERIES = 8;

interface SpendCardProps {
  view: View;
  applications: readonly Application[];
}

export default function SpendCard({ view, applications }: SpendCardProps) {
  const about = aboutAll(view, applications);
  const whole = about && { ...about, metrics: ["cost"], grain: view.grain };
  const question = whole && { ...whole, by: ["application"], top: SERIES };
  const series = useQuestion(question);
  const before = useQuestion(view.compare && whole ? { ...whole, compare: "previous" } : null);
  const chart = useRef<ChartHandle>(null);
  const navigate = useNavigate();
  const open = ({ series: pressed, bucket }: Point) => {
    const application = applications.find((one) => one.name === pressed?.name);
    if (application === undefined) return;
    const search = searchOf(view, [], withinView(view, bucket));
    void navigate({ to: `/a/${application.id}/requests`, search: search as never });
  };
  if (question === null) return null;
  return (
    <Card
      title={words.spend}
      about={words.spendAbout}
      actions={<ShareMenu name={words.spend} question={question} chart={chart} />}
    >
      <Waiting of={series} height={220}>
        {(answer) => (
          <TimeSeries
            answer={answer}
            metric="cost"
            before={view.compare ? before.data : undefined}
            height={220}
            onPoint={open}
            onRange={(from_ms, to_ms) =>
              view.set({ range: `${asText(from_ms, view.zone)}/${asText(to_ms, view.zone)}` })
            }
            ref={chart}
          />
        )}
      </Waiting>
    </Card>
  );
}
