/** The series that got worse from the beginning of the range to its end. */

import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Cell } from "../../api/questions";
import {
  type Regressions as Found,
  type Quarter,
  type Regression,
  type RegressionQuestion,
  useRegressions,
} from "../../api/regressions";
import { isAdditive, nameOf } from "../../charts/timeline";
import { count, day, percent } from "../../format";
import { useApplicationId, usePath } from "../../state/application";
import { filtersOfMetric, filtersOfRow, searchOf, together } from "../../state/behind";
import type { View } from "../../state/view";
import { metricText } from "../../text/metrics";
import { Card } from "../Card";
import { DataTable, type TableColumn } from "../DataTable";
import { Change, Figure, Money } from "../Figure";
import { Waiting } from "../Honest";
import { ShareMenu } from "../ShareMenu";
import { dimensionsLabel } from "./question";
import { words } from "./words";

interface RegressionsProps {
  view: View;
  by: readonly string[];
  metric: string;
  colours: ReadonlyMap<string, string>;
}

export function Regressions(props: RegressionsProps) {
  const { view, by, metric } = props;
  const { from, to, zone, filters } = view;
  const question: RegressionQuestion = { metric, by: [...by], from, to, zone, filters };
  const found = useRegressions(question, useApplicationId());
  const span = (quarter: Quarter) => `${day(quarter.from, zone)} – ${day(quarter.to, zone)}`;
  const title = words.worse(metricText(metric).label);
  return (
    <Card
      title={title}
      about={found.data && words.quarters(span(found.data.last), span(found.data.first))}
      actions={<ShareMenu name={title} path="/regressions" body={question} formats={["json"]} />}
      flush
    >
      <Waiting of={found} height={120}>
        {(answer) => <Worse {...props} found={answer} />}
      </Waiting>
    </Card>
  );
}

interface WorseProps extends RegressionsProps {
  found: Found;
}

const nameIn = ({ group }: Regression) => nameOf(group, Object.keys(group));

function Worse(props: WorseProps) {
  const { found, by } = props;
  return (
    <>
      <DataTable
        name={words.worse(dimensionsLabel(by))}
        columns={useColumns(props)}
        rows={found.items}
        keyOf={nameIn}
        height={320}
        empty={<Text className="quiet">{words.nothingWorse}</Text>}
      />
      {found.unjudged > 0 && <p className="quiet table-note">{words.few(count(found.unjudged))}</p>}
    </>
  );
}

function useColumns({ view, found, by, metric, colours }: WorseProps): TableColumn<Regression>[] {
  const path = usePath();
  const unit = metricText(metric).unit ?? found.unit;
  const figure = ({ group }: Regression, value: Cell, quarter: Quarter) => {
    const filters = [...filtersOfMetric(metric), ...filtersOfRow(group, Object.keys(group), [])];
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
  const parts = isAdditive(metric);
  return [
    {
      id: "name",
      label: dimensionsLabel(by),
      width: 200,
      cell: (one) => <Named name={nameIn(one)} colour={colours.get(nameIn(one))} />,
    },
    ...(by.includes("use_case") && !by.includes("version") ? [VERSIONS] : []),
    {
      id: "was",
      label: "First quarter",
      numeric: true,
      cell: (one) => figure(one, one.before, found.first),
    },
    { id: "now", label: "Last quarter", numeric: true, cell: (one) => figure(one, one.after, found.last) },
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
    ...(parts && unit === "usd" ? [] : [IMPACT]),
    ...(parts ? [CONTRIBUTION] : []),
  ];
}

function Named({ name, colour }: { name: string; colour: string | undefined }) {
  return (
    <Group gap={8} wrap="nowrap">
      <span className="swatch" style={{ background: colour ?? "transparent" }} aria-hidden />
      <span>{name}</span>
    </Group>
  );
}

const VERSIONS: TableColumn<Regression> = {
  id: "versions",
  label: "Version",
  meaning: words.versions,
  cell: ({ versions }) => [...new Set(versions)].filter((version) => version !== null).join(" → "),
};

const IMPACT: TableColumn<Regression> = {
  id: "impact",
  label: "In money",
  meaning: words.impact,
  numeric: true,
  cell: (one) => <Money amount={one.impact} />,
};

const CONTRIBUTION: TableColumn<Regression> = {
  id: "contribution",
  label: "Of the whole change",
  meaning: words.contribution,
  numeric: true,
  cell: (one) => percent(one.contribution),
};
