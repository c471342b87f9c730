/** Spend over time, by feature. */

import { useRef } from "react";
import { type Question, rowsOf, useQuestion } from "../../api/questions";
import type { ChartHandle } from "../../charts/Chart";
import { TimeSeries } from "../../charts/TimeSeries";
import { dimensionsOf } from "../../charts/timeline";
import { Card } from "../../parts/Card";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useKnownSince } from "../../parts/useKnownSince";
import { useOpenPoint } from "../../parts/useOpenPoint";
import { useApplicationId } from "../../state/application";
import { asText } from "../../state/ranges";
import type { View } from "../../state/view";
import { TOP } from "./top";
import { words } from "./words";

export function SpendCard({ view }: { view: View }) {
  const app = useApplicationId();
  const { compare: _drawnOnce, ...range } = view.question;
  const spend: Question = { ...range, metrics: ["cost"], grain: "auto" };
  const question: Question = { ...spend, by: ["use_case"], top: TOP };
  const series = useQuestion(question, app);
  const before = useQuestion(series.data ? { ...spend, compare: "previous" } : null, app);
  const known = useKnownSince(before.data?.compare?.from);
  const chart = useRef<ChartHandle>(null);
  const open = useOpenPoint(view);
  return (
    <Card
      title={words.spend}
      about={known ? `${words.spendAbout} ${words.spendBefore}` : words.spendAbout}
      actions={<ShareMenu name={words.spend} question={question} chart={chart} />}
    >
      <Waiting of={series} height={240}>
        {(answer) => (
          <TimeSeries
            answer={answer}
            metric="cost"
            before={known ? before.data : undefined}
            height={240}
            onPoint={(point) => open(point, dimensionsOf(answer), rowsOf(answer))}
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
