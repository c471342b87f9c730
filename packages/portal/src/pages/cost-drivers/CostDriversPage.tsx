/** Cost Drivers: which feature, user, account, model, step or property causes the cost. */

import type { AsksFirst } from "../../ahead";
import { Breakdown } from "../../parts/breakdown/Breakdown";
import { metricOf, tableQuestion } from "../../parts/breakdown/question";
import { DimensionTabs } from "../../parts/DimensionTabs";
import { AfterFirstEvent } from "../../parts/FirstEvent";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { type Looked, useView } from "../../state/view";
import { words } from "./words";

const PropertyChoice = later(async () => (await import("./PropertyChoice")).PropertyChoice);

const PROPERTY = "property:";
const METRICS = [
  "cost",
  "cost_in",
  "cost_out",
  "cost_per_request",
  "cost_per_instance",
  "wasted",
  "units.in",
  "units.out",
];
const BESIDE = [
  "cost",
  "requests",
  "cost_per_request",
  "p50(latency_ms)",
  "failure_rate",
  "units.in",
  "units.out",
];

const splitBy = (view: Looked) => view.get("by") ?? "use_case";

export const asksFirst: AsksFirst = (view) => {
  const by = splitBy(view);
  return by === PROPERTY ? [] : [tableQuestion(view, [by], metricOf(view, METRICS), BESIDE)];
};

export default function CostDriversPage() {
  const view = useView();
  const by = splitBy(view);
  const tab = by.startsWith(PROPERTY) ? PROPERTY : by;
  const split = (key: string) => view.set({ by: PROPERTY + key, only: null, order: null, row: null });
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view} />
      <AfterFirstEvent>
        <DimensionTabs view={view} tabs={words.tabs} chosen={tab}>
          {tab === PROPERTY && (
            <PropertyChoice view={view} chosen={by.slice(PROPERTY.length)} choose={split} />
          )}
          {by !== PROPERTY && <Breakdown view={view} by={[by]} metrics={METRICS} beside={BESIDE} />}
        </DimensionTabs>
      </AfterFirstEvent>
    </>
  );
}
