/** A KPI over time: each version in its colour, the goal across, a dotted line where a version took over. */

import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { figuresIn, kpiMetrics } from "../../api/kpis";
import { type Answer, type Question, type Row, rowsOf, useQuestion } from "../../api/questions";
import { type Kpi, useCaseQuery } from "../../api/useCases";
import type { ChartHandle } from "../../charts/Chart";
import { TimeSeries } from "../../charts/TimeSeries";
import { count, percent } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import { searchOf, withinView } from "../../state/behind";
import { narrowed, type View } from "../../state/view";
import { transitions, versionName, versionStarts, withVersionNames } from "../use-cases/versions";
import { scoreQuestion } from "./questions";
import { intervalText, inUnitOf, scoreText } from "./scores";
import { words } from "./words";

interface OverTimeProps {
  view: View;
  useCase: string;
  kpi: Kpi;
}

const DAY_MS = 86_400_000;

export function OverTime({ view, useCase, kpi }: OverTimeProps) {
  const app = useApplicationId();
  const path = usePath();
  const navigate = useNavigate();
  const chart = useRef<ChartHandle>(null);
  const metric = `kpi:${kpi.name}`;
  const long = Date.parse(view.to) - Date.parse(view.from) > 21 * DAY_MS;
  const grain = view.grain === "auto" && long ? "week" : view.grain;
  const about = scoreQuestion(view, useCase);
  const question: Question = { ...about, metrics: [metric], by: ["version"], grain };
  const byVersion: Question = { ...about, metrics: kpiMetrics([kpi.name]), by: ["version"] };
  const found = useQuestion(question, app);
  const seen = useQuestion({ ...about, metrics: ["requests"], by: ["version"], grain: "day" }, app);
  const versions = useQuestion(byVersion, app);
  const drawn = useMemo(() => found.data && inUnitOf(withVersionNames(found.data), kpi), [found.data, kpi]);
  const known = useQuery(useCaseQuery(app, useCase)).data?.versions;
  const moments = useMemo(
    () => seen.data && transitions(versionStarts(seen.data), known),
    [seen.data, known],
  );
  const instances = path(`/use-cases/${encodeURIComponent(useCase)}`);
  return (
    <Card
      title="Over time"
      about="By the start of the instance, whenever the score came."
      actions={<ShareMenu name={`${kpi.name} over time`} question={question} chart={chart} />}
    >
      <Waiting of={found} height={260}>
        {() =>
          drawn && (
            <TimeSeries
              answer={drawn}
              metric={metric}
              moments={moments}
              line={{ value: Number(kpi.goal), label: `goal ${scoreText(kpi, kpi.goal)}` }}
              onPoint={({ series, bucket }) =>
                void navigate({
                  to: instances,
                  search: {
                    ...searchOf(
                      view,
                      series ? [narrowed("version", series.name.replace(/^v/, ""))] : [],
                      withinView(view, bucket),
                    ),
                    tab: "instances",
                  } as never,
                })
              }
              ref={chart}
            />
          )
        }
      </Waiting>
      <Waiting of={versions} height={100}>
        {(answer) => <ByVersion answer={answer} kpi={kpi} />}
      </Waiting>
    </Card>
  );
}

/** Each version against the goal that was its own. */
function ByVersion({ answer, kpi }: { answer: Answer; kpi: Kpi }) {
  const rows = rowsOf(answer).sort((left, right) => Number(right.version) - Number(left.version));
  const of = (row: Row) => figuresIn(row, kpi.name);
  const columns: TableColumn<Row>[] = [
    { id: "version", label: "Version", cell: (row) => versionName(row.version) },
    { id: "value", label: "Value", numeric: true, cell: (row) => of(row).text ?? "–" },
    {
      id: "interval",
      label: words.interval,
      meaning: words.intervalMeaning,
      numeric: true,
      cell: (row) => intervalText(kpi, of(row)),
    },
    { id: "goal", label: "Goal", numeric: true, cell: (row) => scoreText(kpi, of(row).goal) },
    { id: "attainment", label: "Attainment", numeric: true, cell: (row) => percent(of(row).attainment) },
    { id: "n", label: "Scores", numeric: true, cell: (row) => count(of(row).n) },
    { id: "coverage", label: "Coverage", numeric: true, cell: (row) => percent(of(row).coverage) },
  ];
  return (
    <DataTable
      name={`${kpi.name} by version`}
      columns={columns}
      rows={rows}
      keyOf={(row) => String(row.version)}
    />
  );
}
