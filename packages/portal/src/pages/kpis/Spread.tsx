/** How the scores of a KPI are spread; a bar leads to the instances behind it. */

import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { filtersOfBin, type HistogramQuestion, useHistogram } from "../../api/histograms";
import type { Filter } from "../../api/questions";
import type { Kpi } from "../../api/useCases";
import type { ChartHandle } from "../../charts/Chart";
import { coloursOf } from "../../charts/colours";
import { Histogram } from "../../charts/Histogram";
import { useDark } from "../../charts/useDark";
import { count } from "../../format";
import { Card } from "../../parts/Card";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import { searchOf } from "../../state/behind";
import type { View } from "../../state/view";
import { scoreQuestion } from "./questions";

const ScoreBars = later(async () => (await import("./ScoreBars")).ScoreBars, { height: 220 });

export function Spread({ view, useCase, kpi }: { view: View; useCase: string; kpi: Kpi }) {
  const app = useApplicationId();
  const path = usePath();
  const navigate = useNavigate();
  const dark = useDark();
  const chart = useRef<ChartHandle>(null);
  const of = `kpi:${kpi.name}`;
  const question: HistogramQuestion = { ...scoreQuestion(view, useCase), of, bins: 20 };
  const found = useHistogram(question, app);
  const behind = (filters: Filter[]) => ({
    to: path(`/use-cases/${encodeURIComponent(useCase)}`),
    search: { ...searchOf(view, filters), tab: "instances" },
  });
  const colour = coloursOf([kpi.name], dark).get(kpi.name) as string;
  return (
    <Card
      title="Scores"
      about={
        found.data &&
        `${count(found.data.n)} scores; ${count(found.data.missing)} instances of this range have none`
      }
      actions={
        <ShareMenu
          name={`${kpi.name} scores`}
          path="/histograms"
          body={question}
          formats={["json"]}
          {...(onScale(kpi) ? {} : { chart })}
        />
      }
    >
      <Waiting of={found} height={220}>
        {(answer) =>
          onScale(kpi) ? (
            <ScoreBars answer={answer} kpi={kpi} behind={behind} />
          ) : (
            <Histogram
              answer={answer}
              counted="instances"
              colour={colour}
              onBin={(place) => {
                const { to, search } = behind(filtersOfBin(answer, place));
                void navigate({ to, search: search as never });
              }}
              ref={chart}
            />
          )
        }
      </Waiting>
    </Card>
  );
}

/** Whether scores are few whole numbers, each of which has a name. */
function onScale({ kpi_type }: Kpi): boolean {
  return kpi_type !== "number" && kpi_type !== "percentage";
}
