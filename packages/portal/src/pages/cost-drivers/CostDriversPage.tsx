/** Cost Drivers: which feature, user, account, model, step or property causes the cost. */

import { Tabs } from "@mantine/core";
import { Breakdown } from "../../parts/breakdown/Breakdown";
import { AfterFirstEvent } from "../../parts/FirstEvent";
import { PageHeader } from "../../parts/PageHeader";
import { useView } from "../../state/view";
import { DIMENSIONS } from "../../text/metrics";
import { PropertyChoice } from "./PropertyChoice";
import { words } from "./words";

const PROPERTY = "property:";
const TABS = ["use_case", "user", "account", "resource", "category", "step", PROPERTY];
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

export default function CostDriversPage() {
  const view = useView();
  const by = view.get("by") ?? "use_case";
  const tab = by.startsWith(PROPERTY) ? PROPERTY : by;
  const choose = (next: string | null) => view.set({ by: next, only: null, order: null, row: null });
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view} />
      <AfterFirstEvent>
        <Tabs value={tab} onChange={choose} keepMounted={false}>
          <Tabs.List mb="md">
            {TABS.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {DIMENSIONS[name]?.many ?? words.properties}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={tab}>
            {tab === PROPERTY && (
              <PropertyChoice
                view={view}
                chosen={by.slice(PROPERTY.length)}
                choose={(key) => choose(PROPERTY + key)}
              />
            )}
            {by !== PROPERTY && <Breakdown view={view} by={by} metrics={METRICS} beside={BESIDE} />}
          </Tabs.Panel>
        </Tabs>
      </AfterFirstEvent>
    </>
  );
}
