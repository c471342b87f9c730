/** Cost Drivers: which feature, user, account, model or step causes the cost. */

import { Tabs } from "@mantine/core";
import { Breakdown } from "../../parts/breakdown/Breakdown";
import { AfterFirstEvent } from "../../parts/FirstEvent";
import { PageHeader } from "../../parts/PageHeader";
import { useView } from "../../state/view";
import { DIMENSIONS } from "../../text/metrics";
import { words } from "./words";

const TABS = ["use_case", "user", "account", "resource", "category", "step", "property"];
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
const BESIDE = ["cost", "requests", "cost_per_request", "p50(latency_ms)", "failure_rate"];

export default function CostDriversPage() {
  const view = useView();
  const named = view.get("by") ?? "use_case";
  const tab = named.startsWith("property:") ? "property" : named;
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view} />
      <AfterFirstEvent>
        <Tabs
          value={tab}
          onChange={(next) =>
            view.set({ by: next === "property" ? "property:" : next, only: null, order: null })
          }
          keepMounted={false}
          mb="md"
        >
          <Tabs.List>
            {TABS.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {DIMENSIONS[name]?.many ?? words.properties}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
        {tab !== "property" && <Breakdown view={view} by={named} metrics={METRICS} beside={BESIDE} />}
      </AfterFirstEvent>
    </>
  );
}
