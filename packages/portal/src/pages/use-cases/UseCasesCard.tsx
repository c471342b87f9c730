/** The table of use cases. */

import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { figuresWhere, type KpiOfUseCase, standingOf, useEveryKpi, useKpiAnswers } from "../../api/kpis";
import {
  type Answer,
  type Question,
  type Row,
  rowsOf,
  totalsOf,
  unitOf,
  useQuestion,
} from "../../api/questions";
import { useCasesQuery } from "../../api/useCases";
import { carried } from "../../frame/carried";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn, useTableAhead } from "../../parts/DataTable";
import { Change, Figure } from "../../parts/Figure";
import { Uncertain, Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { metricText } from "../../text/metrics";
import { type KpiTally, rowsOfUseCases, tallies, type UseCaseRow } from "./figures";
import { NameCell } from "./NameCell";
import { words } from "./words";

const METRICS = ["instances", "requests", "cost", "cost_per_instance", "failure_rate"];
const EVERY = 1_000;

export function UseCasesCard({ view }: { view: View }) {
  useTableAhead();
  const app = useApplicationId();
  const order = view.get("order") ?? "-cost";
  const question: Question = { ...view.question, metrics: METRICS, by: ["use_case"], order, top: EVERY };
  const defined = useQuery(useCasesQuery(app));
  const figures = useQuestion(question, app);
  return (
    <Card
      title={words.title}
      about={figures.data && <Uncertain meta={figures.data.meta} />}
      actions={<ShareMenu name="Use cases" question={question} />}
      flush
    >
      <Waiting of={defined} height={320}>
        {(definitions) => (
          <Waiting of={figures} height={320}>
            {(answer) => (
              <UseCasesTable
                rows={rowsOfUseCases(definitions, rowsOf(answer))}
                answer={answer}
                view={view}
                order={order}
              />
            )}
          </Waiting>
        )}
      </Waiting>
    </Card>
  );
}

interface UseCasesTableProps {
  rows: UseCaseRow[];
  answer: Answer;
  view: View;
  order: string;
}

function UseCasesTable({ rows, answer, view, order }: UseCasesTableProps) {
  const navigate = useNavigate();
  const path = usePath();
  const tally = useTallies(view);
  const totals = totalsOf(answer);
  const columns: TableColumn<UseCaseRow>[] = [
    { id: "name", label: "Name", width: 200, cell: (row) => <NameCell row={row} />, total: text.totals },
    {
      id: "description",
      label: "Description",
      width: 220,
      cell: (row) => <Description text={row.definition?.description} />,
    },
    {
      id: "version",
      label: "Version",
      numeric: true,
      cell: (row) => row.definition && `v${row.definition.type_version}`,
    },
    ...METRICS.map((name) => figureColumn(answer, name, totals)),
    {
      id: "kpis",
      label: "KPIs met",
      meaning: "KPIs that meet their goal, of those with enough scores and a direction.",
      cell: (row) => <Tally name={row.name} tally={tally?.get(row.name)} />,
    },
  ];
  return (
    <DataTable
      name={words.table}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.name}
      order={order}
      onOrder={(next) => view.set({ order: next }, true)}
      onOpen={(row) =>
        void navigate({
          to: path(`/use-cases/${encodeURIComponent(row.name)}`),
          search: ((before: Record<string, unknown>) => carried(before)) as never,
        })
      }
      empty={<Text className="quiet">{words.none}</Text>}
    />
  );
}

function figureColumn(answer: Answer, name: string, totals: Row): TableColumn<UseCaseRow> {
  const told = metricText(name);
  const unit = unitOf(answer, name);
  const shown = (row: Row | undefined) => (
    <Group gap={8} justify="flex-end" wrap="nowrap">
      <Figure value={row?.[name]} unit={unit} />
      {answer.compare && <Change ratio={row?.[`${name}.change`]} metric={name} since={answer.compare.from} />}
    </Group>
  );
  return {
    id: name,
    label: told.label,
    meaning: told.meaning,
    numeric: true,
    sort: name,
    cell: (row) => shown(row.figures),
    total: shown(totals),
  };
}

function Description({ text: told }: { text: string | undefined }) {
  return (
    <Text size="sm" truncate maw={240} title={told}>
      {told}
    </Text>
  );
}

function useTallies(view: View): Map<string, KpiTally> | undefined {
  const app = useApplicationId();
  const kpis = useEveryKpi(app) ?? [];
  const names = [...new Set(kpis.map((one) => one.kpi.name))];
  const { from, to, zone } = view;
  const { answers } = useKpiAnswers(app, names, {
    from,
    to,
    zone,
    filters: view.filters,
    by: ["use_case"],
    top: EVERY,
  });
  const standing = (one: KpiOfUseCase) =>
    standingOf(one.kpi, figuresWhere(answers?.get(one.kpi.name), one.kpi.name, "use_case", one.useCase));
  return answers && tallies(kpis, standing);
}

function Tally({ name, tally }: { name: string; tally: KpiTally | undefined }) {
  const path = usePath();
  if (tally === undefined) return <span className="quiet">no KPIs</span>;
  return (
    <Link
      to={path("/kpis")}
      search={((before: Record<string, unknown>) => ({ ...carried(before), use_case: name })) as never}
      className="plain-link"
    >
      <Text component="span" size="sm" style={{ color: tally.missed > 0 ? "var(--bad)" : undefined }}>
        {`${tally.met} met, ${tally.missed} missed`}
      </Text>
      {tally.open > 0 && <Text component="span" size="sm" className="quiet">{`, ${tally.open} open`}</Text>}
    </Link>
  );
}
