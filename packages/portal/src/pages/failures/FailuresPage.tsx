/** Failures: what fails, where, how often, and what it wastes. */

import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AsksFirst } from "../../ahead";
import { totalsOf, useQuestion } from "../../api/questions";
import { count } from "../../format";
import { carried } from "../../frame/carried";
import { Breakdown } from "../../parts/breakdown/Breakdown";
import { DimensionTabs } from "../../parts/DimensionTabs";
import { AfterFirstEvent } from "../../parts/FirstEvent";
import { PageHeader } from "../../parts/PageHeader";
import { type Headline, headQuestions, Stats } from "../../parts/Stats";
import { useApplicationId, usePath } from "../../state/application";
import { FAILED, RETRIED, searchOf } from "../../state/behind";
import { filterText, useView, type View } from "../../state/view";
import { AffectedCard } from "./AffectedCard";
import { words } from "./words";

/** What a failure is like: of these only failed requests are shown, so that a rate would say nothing. */
const KINDS = new Set(["status_class", "status", "failure"]);
const OF_KINDS = ["failures", "wasted", "users"];
const OF_PLACES = ["failures", "failure_rate", "wasted"];
const HEADLINES: readonly Headline[] = [
  { metric: "failures", to: "/requests", search: failed },
  { metric: "failure_rate", to: "/requests", search: failed },
  { metric: "wasted", to: "/requests", search: failed },
];

function failed(before: Record<string, unknown>): Record<string, unknown> {
  const kept = carried(before);
  return { ...kept, f: [kept.f ?? [], filterText(FAILED)].flat() };
}

export const asksFirst: AsksFirst = (view) => headQuestions(view, HEADLINES);

export default function FailuresPage() {
  const view = useView();
  const tab = view.get("by") ?? "status_class";
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view} />
      <AfterFirstEvent>
        <Stats view={view} headlines={HEADLINES} />
        <DimensionTabs view={view} tabs={words.tabs} chosen={tab}>
          {KINDS.has(tab) ? (
            <Breakdown view={onlyFailed(view)} by={[tab]} metrics={OF_KINDS} beside={OF_KINDS} />
          ) : (
            <Breakdown view={view} by={[tab]} metrics={OF_PLACES} beside={["requests", ...OF_PLACES]} />
          )}
        </DimensionTabs>
        <AffectedCard view={view} />
        <Retries view={view} />
      </AfterFirstEvent>
    </>
  );
}

/** How many requests repeat a failed one, and the way to them. */
function Retries({ view }: { view: View }) {
  const { compare: _unasked, ...range } = view.question;
  const found = useQuestion({ ...range, metrics: ["retries"] }, useApplicationId());
  const path = usePath();
  if (found.data === undefined) return null;
  return (
    <Text size="sm" className="quiet" data-retries>
      <Anchor
        component={Link}
        to={path("/requests")}
        search={searchOf(view, [...view.filters, RETRIED]) as never}
        inherit
        underline="always"
      >
        {words.retried(count(totalsOf(found.data).retries))}
      </Anchor>{" "}
      {words.whatARetryIs}
    </Text>
  );
}

function onlyFailed(view: View): View {
  const filters = [...view.filters, FAILED];
  return { ...view, filters, question: { ...view.question, filters } };
}
