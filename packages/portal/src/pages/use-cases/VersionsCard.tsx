/** The versions of a use case beside each other: since when, how many instances, at what cost, how good. */

import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { figuresWhere, useKpiAnswers } from "../../api/kpis";
import {
  type Answer,
  type Question,
  type Row,
  rowsOf,
  totalsOf,
  unitOf,
  useQuestion,
} from "../../api/questions";
import { requestTime } from "../../api/requests";
import { kpisQuery, type UseCaseVersion, useCaseQuery } from "../../api/useCases";
import { count, day, percent } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Figure } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, useIsOwner, usePath } from "../../state/application";
import { searchOf } from "../../state/behind";
import { narrowed, type View } from "../../state/view";
import { text } from "../../text/en";
import { metricText } from "../../text/metrics";
import { filtersWithin, questionWithin } from "./scope";
import { versionName, versionStarts } from "./versions";
import { words } from "./words";

const METRICS = [
  "instances",
  "requests",
  "cost",
  "cost_per_instance",
  "p50(latency_ms)",
  "p95(latency_ms)",
  "failure_rate",
];
/** Until they are chosen: the goals shall stand in sight. */
const HIDDEN = new Set(["requests", "p50(latency_ms)"]);

export function VersionsCard({ view, useCase }: { view: View; useCase: string }) {
  const app = useApplicationId();
  const { compare: _once, ...about } = questionWithin(view, useCase);
  const question: Question = { ...about, metrics: METRICS, by: ["version"], top: 200 };
  const found = useQuestion(question, app);
  const seen = useQuestion({ ...about, metrics: ["requests"], by: ["version"], grain: view.grain }, app);
  return (
    <Card title="Versions" actions={<ShareMenu name={`${useCase} versions`} question={question} />} flush>
      <Waiting of={found} height={160}>
        {(answer) => (
          <VersionsTable
            answer={answer}
            starts={seen.data && versionStarts(seen.data)}
            view={view}
            useCase={useCase}
          />
        )}
      </Waiting>
    </Card>
  );
}

interface VersionsTableProps {
  answer: Answer;
  starts: Map<string, string> | undefined;
  view: View;
  useCase: string;
}

function VersionsTable({ answer, starts, view, useCase }: VersionsTableProps) {
  const path = usePath();
  const totals = totalsOf(answer);
  const kpis = useKpiColumns(view, useCase);
  const [begun, notes] = useDefinedColumns(view, useCase);
  const rows = rowsOf(answer).sort((left, right) => Number(right.version) - Number(left.version));
  const behind = (row: Row) => [...filtersWithin(view, useCase), narrowed("version", String(row.version))];
  const columns: TableColumn<Row>[] = [
    {
      id: "version",
      label: "Version",
      cell: (row) => (
        <Anchor
          component={Link}
          size="sm"
          to={path("/requests")}
          search={searchOf(view, behind(row)) as never}
        >
          {versionName(row.version)}
        </Anchor>
      ),
      total: text.totals,
    },
    begun,
    {
      id: "since",
      label: words.since,
      meaning: words.sinceMeaning,
      cell: (row) => day(starts?.get(String(row.version)), view.zone),
    },
    notes,
    ...METRICS.map(
      (name): TableColumn<Row> => ({
        id: name,
        label: metricText(name).label,
        meaning: metricText(name).meaning,
        numeric: true,
        hidden: HIDDEN.has(name),
        cell: (row) => <Figure value={row[name]} unit={unitOf(answer, name)} />,
        total: <Figure value={totals[name]} unit={unitOf(answer, name)} />,
      }),
    ),
    ...kpis,
  ];
  return (
    <DataTable
      name={`Versions of ${useCase}`}
      columns={columns}
      rows={rows}
      keyOf={(row) => String(row.version)}
    />
  );
}

/** What the definition tells of its versions: when each was begun, and what was noted. */
function useDefinedColumns(view: View, useCase: string): [TableColumn<Row>, TableColumn<Row>] {
  const app = useApplicationId();
  const owner = useIsOwner();
  const known = useQuery(useCaseQuery(app, useCase)).data?.versions;
  const of = (row: Row) => known?.find((one) => one.version === String(row.version));
  return [
    {
      id: "begun",
      label: words.begun,
      meaning: words.begunMeaning,
      cell: (row) => {
        const begun = of(row)?.started_timestamp;
        if (begun !== undefined || known === undefined) return day(begun, view.zone);
        return <FirstSeen useCase={useCase} version={row.version} view={view} />;
      },
    },
    {
      id: "notes",
      label: words.notes,
      width: 220,
      cell: (row) => <Notes version={of(row)} view={view} owner={owner} />,
    },
  ];
}

/** When the first request of a version was made, in whichever range: nobody has kept when it was begun. */
function FirstSeen({ useCase, version, view }: { useCase: string; version: unknown; view: View }) {
  const app = useApplicationId();
  const filters = [narrowed("use_case", useCase), narrowed("version", String(version))];
  const first = useQuery({
    queryKey: ["first-of-version", app, useCase, version],
    queryFn: ({ signal }) => requestTime(app, filters, "first", signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return first.data && <span className="quiet">{words.firstSeen(day(first.data, view.zone))}</span>;
}

interface NotesProps {
  version: UseCaseVersion | undefined;
  view: View;
  owner: boolean;
}

function Notes({ version, view, owner }: NotesProps) {
  if (version === undefined) return null;
  if (!owner) return <span title={version.notes}>{version.notes}</span>;
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      maw={300}
      truncate
      title={version.notes}
      aria-label={`${version.notes || words.addNotes}, ${words.editNotes(versionName(version.version))}`}
      onClick={() => view.set({ form: "notes", version: version.version })}
    >
      {version.notes || words.addNotes}
    </Anchor>
  );
}

/** A column for each KPI: its value, and over how many scores. */
function useKpiColumns(view: View, useCase: string): TableColumn<Row>[] {
  const app = useApplicationId();
  const kpis = useQuery(kpisQuery(app, useCase)).data ?? [];
  const { from, to, zone } = view;
  const { answers } = useKpiAnswers(
    app,
    kpis.map((kpi) => kpi.name),
    { from, to, zone, filters: filtersWithin(view, useCase), by: ["version"] },
  );
  return kpis.map((kpi) => ({
    id: `kpi:${kpi.name}`,
    label: kpi.name,
    meaning: kpi.description,
    numeric: true,
    cell: (row) => {
      const figures = figuresWhere(answers?.get(kpi.name), kpi.name, "version", String(row.version));
      if (!figures || figures.n === 0) return <span className="quiet">no scores</span>;
      return (
        <span title={`${count(figures.n)} scores, ${percent(figures.coverage)} of the instances`}>
          {figures.text}
          <Text component="span" size="xs" className="quiet" ml={6}>
            n {count(figures.n)}
          </Text>
        </span>
      );
    },
  }));
}
