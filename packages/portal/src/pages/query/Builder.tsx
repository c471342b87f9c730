/** The parts of a question, to choose from. */

import {
  Group,
  Input,
  MultiSelect,
  NumberInput,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Switch,
} from "@mantine/core";
import { useMemo, useState } from "react";
import { useEveryKpi } from "../../api/kpis";
import type { Grain } from "../../api/questions";
import { Card } from "../../parts/Card";
import { useApplicationId } from "../../state/application";
import type { View } from "../../state/view";
import { metricText } from "../../text/metrics";
import { dimensionChoices, metricChoices } from "./choices";
import { changeOf, MOST_DIMENSIONS, MOST_METRICS, type Query } from "./query";
import { words } from "./words";

const GRAINS: { value: Grain; label: string }[] = [
  { value: "none", label: "No" },
  { value: "auto", label: "Auto" },
  { value: "15m", label: "15 min" },
  { value: "hour", label: "Hour" },
  { value: "day", label: "Day" },
  { value: "week", label: "Week" },
  { value: "month", label: "Month" },
];

/** Inputs beside each other stand in one line, however long their hints are. */
const HINT_BELOW: ("label" | "input" | "description" | "error")[] = [
  "label",
  "input",
  "description",
  "error",
];

export function Builder({ view, query }: { view: View; query: Query }) {
  const change = (part: Partial<Query>) => view.set(changeOf(part));
  const descending = query.order.startsWith("-");
  const ordered = query.order.replace(/^-/, "");
  return (
    <Card title={words.question} about={words.questionMeaning}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Metrics chosen={query.metrics} choose={(metrics) => change({ metrics })} />
          <Dimensions chosen={query.by} choose={(by) => change({ by })} />
        </SimpleGrid>
        <Group align="flex-end" gap="lg">
          <Input.Wrapper label={words.grain} labelElement="div" labelProps={{ display: "block" }}>
            <SegmentedControl
              aria-label={words.grain}
              size="xs"
              data={GRAINS}
              value={query.grain}
              onChange={(grain) => change({ grain: grain as Grain })}
            />
          </Input.Wrapper>
          <NumberInput
            label={words.top}
            w={130}
            min={1}
            max={5000}
            allowDecimal={false}
            value={query.top}
            onChange={(top) => Number(top) > 0 && change({ top: Number(top) })}
          />
          <Select
            label={words.order}
            w={180}
            allowDeselect={false}
            data={query.metrics.map((value) => ({ value, label: metricText(value).label }))}
            value={ordered}
            onChange={(metric) => change({ order: descending ? `-${metric}` : (metric ?? ordered) })}
          />
          <Switch
            label={words.descending}
            mb={8}
            checked={descending}
            onChange={(event) => change({ order: event.currentTarget.checked ? `-${ordered}` : ordered })}
          />
        </Group>
      </Stack>
    </Card>
  );
}

interface ChoosingProps {
  chosen: string[];
  choose: (names: string[]) => void;
}

function Metrics({ chosen, choose }: ChoosingProps) {
  const [typed, setTyped] = useState("");
  const kpis = useEveryKpi(useApplicationId());
  const data = useMemo(
    () => metricChoices([...new Set((kpis ?? []).map(({ kpi }) => kpi.name))], chosen, typed),
    [kpis, chosen, typed],
  );
  return (
    <MultiSelect
      label={words.metrics}
      description={words.metricsHint}
      inputWrapperOrder={HINT_BELOW}
      searchable
      maxValues={MOST_METRICS}
      data={data}
      value={chosen}
      onChange={(names) => names.length > 0 && choose(names)}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage="No metric is called that"
    />
  );
}

function Dimensions({ chosen, choose }: ChoosingProps) {
  const [typed, setTyped] = useState("");
  const data = useMemo(() => dimensionChoices(chosen, typed), [chosen, typed]);
  return (
    <MultiSelect
      label={words.by}
      description={words.byHint}
      inputWrapperOrder={HINT_BELOW}
      searchable
      maxValues={MOST_DIMENSIONS}
      data={data}
      value={chosen}
      onChange={choose}
      searchValue={typed}
      onSearchChange={setTyped}
    />
  );
}
