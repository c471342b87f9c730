/** How a row's requests or instances are distributed; a bar that is pressed opens them. */

import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { type Distribution as Answer, filtersOfBin, useHistogram } from "../../api/histograms";
import type { Filter } from "../../api/questions";
import type { ChartHandle } from "../../charts/Chart";
import { Histogram } from "../../charts/Histogram";
import { count } from "../../format";
import { useApplicationId, usePath } from "../../state/application";
import { searchOf } from "../../state/behind";
import type { View } from "../../state/view";
import { Card } from "../Card";
import { SmallChoice } from "../Choice";
import { Waiting } from "../Honest";
import { ShareMenu } from "../ShareMenu";
import { words } from "./words";

const SAMPLES = {
  request_cost: "Cost of a request",
  instance_cost: "Cost of an instance",
  latency_ms: "Latency of a request",
  ttft_ms: "First token of a request",
  "units.in": "Input units of a request",
  "units.out": "Output units of a request",
} as const;
type Sample = keyof typeof SAMPLES;

interface DistributionProps {
  view: View;
  by: readonly string[];
  metric: string;
  /** Whose values these are, in words. */
  of: string;
  filters: readonly Filter[];
  colour: string;
}

export function Distribution({ view, by, metric, of, filters, colour }: DistributionProps) {
  const app = useApplicationId();
  const sample = sampleOf(view.get("sample"), metric, by);
  const question = { of: sample, from: view.from, to: view.to, zone: view.zone, filters: [...filters] };
  const answer = useHistogram(question, app);
  const chart = useRef<ChartHandle>(null);
  const counted = sample === "instance_cost" ? "instances" : "requests";
  const open = useOpenBin(view, filters);
  return (
    <Card
      title={`${SAMPLES[sample]}: ${of}`}
      about={answer.data && <Counted answer={answer.data} counted={counted} />}
      actions={
        <>
          <SmallChoice
            aria-label={words.distribution}
            size="xs"
            w={190}
            className="no-print"
            allowDeselect={false}
            data={Object.entries(SAMPLES).map(([value, label]) => ({ value, label }))}
            value={sample}
            onChange={(next) => view.set({ sample: next }, true)}
          />
          <ShareMenu
            name={`${SAMPLES[sample]}, distribution`}
            path="/histograms"
            body={question}
            formats={["json"]}
            chart={chart}
          />
        </>
      }
    >
      <Waiting of={answer} height={220}>
        {(found) => (
          <Histogram
            answer={found}
            counted={counted}
            colour={colour}
            onBin={(place) => open(found, place)}
            ref={chart}
          />
        )}
      </Waiting>
    </Card>
  );
}

function Counted({ answer, counted }: { answer: Answer; counted: string }) {
  return [
    `${count(answer.n)} ${counted}.`,
    answer.missing > 0 && words.missing(count(answer.missing)),
    words.pressBar,
    answer.scale === "log" && words.growing,
  ]
    .filter(Boolean)
    .join(" ");
}

/** What the URL names, else what fits the metric: instances have a cost where rows are use cases. */
function sampleOf(named: string | undefined, metric: string, by: readonly string[]): Sample {
  if (named !== undefined && named in SAMPLES) return named as Sample;
  if (metric.includes("ttf")) return "ttft_ms";
  if (/_ms|per_s|^failure|^requests$/.test(metric)) return "latency_ms";
  if (metric === "units.in" || metric === "units.out") return metric;
  return metric === "cost_per_instance" || by.includes("use_case") ? "instance_cost" : "request_cost";
}

/** Opens the requests or the instances of a bin; instances are listed by their use case, so there must be one. */
function useOpenBin(view: View, filters: readonly Filter[]) {
  const navigate = useNavigate();
  const path = usePath();
  const useCase = filters.find((filter) => filter.field === "use_case" && filter.values.length === 1);
  return (answer: Answer, place: number) => {
    const ofRequests = answer.behind.search === "requests";
    if (!ofRequests && useCase === undefined) return;
    const to = ofRequests ? "/requests" : `/use-cases/${encodeURIComponent(String(useCase?.values[0]))}`;
    const search = searchOf(view, [...filters, ...filtersOfBin(answer, place)]);
    void navigate({
      to: path(to),
      search: { ...search, ...(ofRequests ? {} : { tab: "instances" }) } as never,
    });
  };
}
