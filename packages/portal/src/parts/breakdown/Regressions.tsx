/** The series that got worse from the beginning of the range to its end. */

import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Answer, unitOf, useQuestion } from "../../api/questions";
import { dimensionsOf, isAdditive } from "../../charts/timeline";
import { count, day, percent } from "../../format";
import { useApplicationId, usePath } from "../../state/application";
import { filtersOfMetric, filtersOfRow, searchOf, together } from "../../state/behind";
import type { View } from "../../state/view";
import { metricText } from "../../text/metrics";
import { Card } from "../Card";
import { DataTable, type TableColumn } from "../DataTable";
import { Change, Figure } from "../Figure";
import { Waiting } from "../Honest";
import { ShareMenu } from "../ShareMenu";
import { dimensionsLabel } from "./question";
import {
  type Quarter,
  quartersOf,
  type Regression,
  regressionQuestion,
  regressionsOf,
  unjudged,
} from "./regressions";
import { words } from "./words";

interface RegressionsProps {
  view: View;
  by: readonly string[];
  metric: string;
  colours: ReadonlyMap<string, string>;
  versions: ReadonlyMap<string, string> | undefined;
}

export function Regressions(props: RegressionsProps) {
  const { view, by, metric } = props;
  const { from, to, zone, filters } = view;
  const question = regressionQuestion({ from, to, zone, filters }, by, metric);
  const found = useQuestion(question, useApplicationId());
  const { first, last } = quartersOf(view);
  const span = (quarter: Quarter) => `${day(quarter.from, zone)} – ${day(quarter.to, zone)}`;
  const label = metricText(metric).label;
  return (
    <Card
      title={words.worse(label)}
      about={words.quarters(span(last), span(first))}
      actions={<ShareMenu name={words.worse(label)} question={question} />}
      flush
    >
      <Waiting of={found} height={120}>
        {(answer) => <Worse {...props} answer={answer} first={first} last={last} />}
      </Waiting>
    </Card>
  );
}

interface WorseProps extends RegressionsProps {
  answer: Answer;
  first: Quarter;
  last: Quarter;
}

function Worse(props: WorseProps) {
  const { answer, by, metric } = props;
  const columns = useColumns(props);
  const few = unjudged(answer);
  return (
    <>
      <DataTable
        name={words.worse(dimensionsLabel(by))}
        columns={columns}
        rows={regressionsOf(answer, metric)}
        keyOf={(one) => one.name}
        height={320}
        empty={<Text className="quiet">{words.nothingWorse}</Text>}
      />
      {few > 0 && <p className="quiet table-note">{words.few(count(few))}</p>}
    </>
  );
}

function useColumns({ view, answer, by, metric, colours, versions, first, last }: WorseProps) {
  const path = usePath();
  const dimensions = dimensionsOf(answer);
  const unit = metricText(metric).unit ?? unitOf(answer, metric);
  const figure = (one: Regression, value: Regression["was"], quarter: Quarter) => {
    const filters = [...filtersOfMetric(metric), ...filtersOfRow(one.row, dimensions, [])];
    return (
      <Link
        to={path("/requests")}
        search={searchOf(view, together(view, filters), quarter) as never}
        className="plain-link"
      >
        <Figure value={value} unit={unit} />
      </Link>
    );
  };
  const columns: TableColumn<Regression>[] = [
    {
      id: "name",
      label: dimensionsLabel(by),
      width: 200,
      cell: (one) => (
        <Group gap={8} wrap="nowrap">
          <span
            className="swatch"
            style={{ background: colours.get(one.name) ?? "transparent" }}
            aria-hidden
          />
          <span>{one.name}</span>
        </Group>
      ),
    },
    ...(versions
      ? [{ id: "versions", label: "Version", cell: (one: Regression) => versions.get(one.name) ?? "" }]
      : []),
    { id: "was", label: "First quarter", numeric: true, cell: (one) => figure(one, one.was, first) },
    { id: "now", label: "Last quarter", numeric: true, cell: (one) => figure(one, one.now, last) },
    {
      id: "difference",
      label: "Difference",
      numeric: true,
      cell: (one) => <Figure value={one.difference} unit={unit} />,
    },
    {
      id: "change",
      label: "Change",
      numeric: true,
      cell: (one) => <Change ratio={one.change} metric={metric} />,
    },
    ...(isAdditive(metric) ? [CONTRIBUTION] : []),
  ];
  return columns;
}

const CONTRIBUTION: TableColumn<Regression> = {
  id: "contribution",
  label: "Of the whole change",
  meaning: words.contribution,
  numeric: true,
  cell: (one) => percent(one.contribution),
};
