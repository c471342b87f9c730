/** How many requests there were when: drag to narrow the range. */

import { useRef } from "react";
import { type Question, useQuestion } from "../../api/questions";
import type { ChartHandle } from "../../charts/Chart";
import { TimeSeries } from "../../charts/TimeSeries";
import { Card } from "../../parts/Card";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId } from "../../state/application";
import { asText } from "../../state/ranges";
import type { View } from "../../state/view";
import type { Pinned } from "./usePinned";
import { words } from "./words";

const HEIGHT_PX = 110;

export function Strip({ view, pinned }: { view: View; pinned: Pinned }) {
  const { from, to, filters, zone } = pinned;
  const question: Question = { from, to, filters, zone, metrics: ["requests"], grain: view.grain };
  const answer = useQuestion(question, useApplicationId());
  const chart = useRef<ChartHandle>(null);
  const zoom = (from_ms: number, to_ms: number) =>
    view.set({ range: `${asText(from_ms, view.zone)}/${asText(to_ms, view.zone)}` });
  return (
    <Card
      title={words.overTime}
      about={words.overTimeMeaning}
      actions={<ShareMenu name={words.overTime} question={question} chart={chart} />}
    >
      <Waiting of={answer} height={HEIGHT_PX}>
        {(found) => (
          <TimeSeries answer={found} metric="requests" height={HEIGHT_PX} onRange={zoom} ref={chart} />
        )}
      </Waiting>
    </Card>
  );
}
