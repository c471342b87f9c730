/**
 * A metric by dimensions: over time, as a table whose total is the whole, how it is distributed and what got
 * worse; every number is a way to the requests behind it. Rows that are ticked filter the chart, the row that is
 * pressed is the one whose distribution is shown.
 */

import { useMemo } from "react";
import { type Question, rowsOf, useQuestion } from "../../api/questions";
import { inks } from "../../charts/look";
import type { Moment } from "../../charts/TimeSeries";
import { dimensionsOf, nameOf } from "../../charts/timeline";
import { useDark } from "../../charts/useDark";
import { useApplicationId } from "../../state/application";
import { filtersOfRow, together } from "../../state/behind";
import type { View } from "../../state/view";
import { useTableAhead } from "../DataTable";
import { later } from "../later";
import { BreakdownChart } from "./BreakdownChart";
import { BreakdownTable } from "./BreakdownTable";
import { metricOf, tableQuestion } from "./question";
import { versionsBegun, versionsSeen } from "./series";
import { useChosen } from "./useChosen";
import { useColours } from "./useColours";
import { words } from "./words";

export interface BreakdownProps {
  view: View;
  /** The dimensions of the rows. */
  by: readonly string[];
  /** The metrics that may be drawn; the first is drawn when the URL names none. */
  metrics: readonly string[];
  /** More columns of the table. */
  beside?: readonly string[];
  /** More vertical lines than those of the versions. */
  moments?: readonly Moment[];
}

const MOST_USE_CASES = 20;
// Below the chart and the table.
const Distribution = later(async () => (await import("./Distribution")).Distribution, { height: 320 });
const Regressions = later(async () => (await import("./Regressions")).Regressions, { height: 200 });

const NO_MOMENTS: readonly Moment[] = [];

export function Breakdown({ view, by, metrics, beside = [], moments = NO_MOMENTS }: BreakdownProps) {
  const app = useApplicationId();
  const metric = metricOf(view, metrics);
  const table = tableQuestion(view, by, metric, beside);
  const rows = useQuestion(table, app);
  useTableAhead();
  const chosen = useChosen(view);
  const colours = useColours(view, by, metric, chosen.names);
  const versions = useQuestion(versionsQuestion(view), app);
  const begun = useMemo(
    () => [...moments, ...(versions.data ? versionsBegun(versions.data) : [])],
    [moments, versions.data],
  );
  const found = useMemo(() => (rows.data ? rowsOf(rows.data) : []), [rows.data]);
  const dimensions = rows.data ? dimensionsOf(rows.data) : by;
  const selected = found.find((row) => nameOf(row, dimensions) === view.get("row"));
  const name = selected ? nameOf(selected, dimensions) : undefined;
  const dark = useDark();
  const areUseCases = by.length === 1 && by[0] === "use_case";
  const seen = areUseCases && versions.data ? versionsSeen(versions.data) : undefined;
  const parts = { view, by, metric, colours };
  return (
    <>
      <BreakdownChart
        {...parts}
        metrics={metrics}
        ticked={found.filter((row) => chosen.names.has(nameOf(row, dimensions)))}
        chosen={chosen.names}
        moments={begun}
      />
      <BreakdownTable
        {...parts}
        rows={rows}
        question={table}
        order={table.order as string}
        chosen={chosen}
        selected={name}
        versions={seen}
      />
      <Distribution
        {...parts}
        of={name ?? words.all}
        colour={(name && colours.get(name)) ?? inks(dark).quiet}
        filters={selected ? together(view, filtersOfRow(selected, dimensions, found)) : view.filters}
      />
      <Regressions {...parts} />
    </>
  );
}

function versionsQuestion({ question, grain }: View): Question {
  const { compare: _unasked, ...range } = question;
  return { ...range, metrics: ["requests"], by: ["use_case", "version"], grain, top: MOST_USE_CASES };
}
