/** The chart of a breakdown: drag to zoom, press a point to see its requests. */

import { Group, SegmentedControl } from "@mantine/core";
import { useRef } from "react";
import { type Row, rowsOf, useQuestion } from "../../api/questions";
import type { ChartHandle } from "../../charts/Chart";
import { type Moment, TimeSeries } from "../../charts/TimeSeries";
import { dimensionsOf } from "../../charts/timeline";
import { useApplicationId } from "../../state/application";
import { filtersOfMetric } from "../../state/behind";
import { asText } from "../../state/ranges";
import type { View } from "../../state/view";
import { metricText } from "../../text/metrics";
import { Card } from "../Card";
import { Choice } from "../Choice";
import { Uncertain, Waiting } from "../Honest";
import { ShareMenu } from "../ShareMenu";
import { useOpenPoint } from "../useOpenPoint";
import { dimensionsLabel, seriesQuestion } from "./question";
import { onlyChosen } from "./series";
import { words } from "./words";

interface BreakdownChartProps {
  view: View;
  by: readonly string[];
  metric: string;
  metrics: readonly string[];
  /** The rows that are ticked, and their names: those that are in no answer yet too. */
  ticked: readonly Row[];
  chosen: ReadonlySet<string>;
  colours: ReadonlyMap<string, string>;
  moments: readonly Moment[];
}

const GRAINS = ["auto", "hour", "day", "week", "month"] as const;

export function BreakdownChart(props: BreakdownChartProps) {
  const { view, by, metric, metrics, ticked, chosen, colours, moments } = props;
  const app = useApplicationId();
  const question = onlyChosen(seriesQuestion(view, by, metric), by, ticked);
  const series = useQuestion(question, app);
  const { by: _whole, order: _ofParts, ...whole } = question;
  const before = useQuestion(view.compare ? { ...whole, compare: "previous" } : null, app);
  const chart = useRef<ChartHandle>(null);
  const open = useOpenPoint(view, filtersOfMetric(metric));
  const zoom = (from_ms: number, to_ms: number) =>
    view.set({ range: `${asText(from_ms, view.zone)}/${asText(to_ms, view.zone)}` });
  const label = metricText(metric).label;
  return (
    <Card
      title={`${label} by ${dimensionsLabel(by).toLowerCase()}`}
      about={
        <>
          {metricText(metric).meaning} {view.compare && words.dashed}
          {series.data && <Uncertain meta={series.data.meta} />}
        </>
      }
      actions={<ShareMenu name={`${label} over time`} question={question} chart={chart} />}
    >
      <Group justify="space-between" mb="xs" className="no-print">
        <Choice
          aria-label="Metric"
          w={220}
          allowDeselect={false}
          data={metrics.map((name) => ({ value: name, label: metricText(name).label }))}
          value={metric}
          onChange={(name) => view.set({ metric: name, order: null })}
        />
        <SegmentedControl
          aria-label="Grain"
          size="xs"
          data={[...GRAINS]}
          value={view.grain}
          onChange={(grain) => view.set({ grain: grain === "auto" ? null : grain })}
        />
      </Group>
      <Waiting of={series} height={260}>
        {(answer) => (
          <TimeSeries
            answer={answer}
            metric={metric}
            only={chosen.size > 0 ? chosen : undefined}
            colours={colours}
            moments={moments}
            before={view.compare ? before.data : undefined}
            onPoint={(point) => open(point, dimensionsOf(answer), rowsOf(answer))}
            onRange={zoom}
            ref={chart}
          />
        )}
      </Waiting>
    </Card>
  );
}
