/** The template of the limit that each new instance of a use case gets, with what instances cost so far. */

import { Alert, Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type ReactNode, useState } from "react";
import { totalsOf, useQuestion } from "../../api/questions";
import { change, definitionPath, type LimitTemplate, type UseCase } from "../../api/useCases";
import { money, percent } from "../../format";
import { Card } from "../../parts/Card";
import { Money } from "../../parts/Figure";
import { told } from "../../parts/notices";
import { useApplicationId, useIsOwner } from "../../state/application";
import { useView } from "../../state/view";
import { text } from "../../text/en";
import { questionWithin } from "./scope";
import { words } from "./words";

export function LimitTemplateCard({ definition }: { definition: UseCase }) {
  const owner = useIsOwner();
  const template = definition.limit_config;
  return (
    <Card title={words.template} about={words.templateMeaning}>
      <Stack maw={560}>
        {template && <InForce template={template} />}
        {!template && <Text>{words.noTemplate}</Text>}
        <WhatInstancesCost useCase={definition.name} />
        {owner && <TemplateForm key={JSON.stringify(template)} definition={definition} />}
      </Stack>
    </Card>
  );
}

function InForce({ template }: { template: LimitTemplate }) {
  return (
    <Text>
      Each new instance may spend <Money amount={template.max} />
      {template.threshold !== null && `; from ${percent(template.threshold)} of it on it is called exceeded`}
      {template.limit_type === "block" ? words.blocks : words.allows}
    </Text>
  );
}

const COSTS = ["p50(instance_cost)", "p95(instance_cost)", "max(instance_cost)"] as const;

/** What a template would have met: the cost of instances in the range of the page. */
function WhatInstancesCost({ useCase }: { useCase: string }) {
  const view = useView();
  const found = useQuestion({ ...questionWithin(view, useCase), metrics: [...COSTS] }, useApplicationId());
  if (!found.data) return null;
  const [half, most, dearest] = COSTS.map((name) => totalsOf(found.data)[name]);
  if (dearest === null || dearest === undefined) return null;
  return (
    <Text size="sm" className="quiet">
      In the range of this page half of the instances cost less than {money(half)}, 95 in 100 less than{" "}
      {money(most)}, the dearest {money(dearest)}.
    </Text>
  );
}

const UNSAID = "";

function TemplateForm({ definition }: { definition: UseCase }) {
  const app = useApplicationId();
  const known = definition.limit_config;
  const [refused, setRefused] = useState<ReactNode>(null);
  const form = useForm({
    initialValues: {
      max: known?.max ?? UNSAID,
      threshold: known?.threshold ?? UNSAID,
      limit_type: known?.limit_type ?? "allow",
    },
    validate: { max: (max) => (/^\d+(\.\d+)?$/.test(max) ? null : words.noAmount) },
  });
  const path = definitionPath(definition.name, "limit_config");
  const put = (template: Partial<LimitTemplate> | null) =>
    template === null ? change(app, "DELETE", path) : change(app, "POST", path, template);
  const set = (template: Partial<LimitTemplate> | null, said: string) =>
    put(template).then(
      () => told(said, () => put(known)),
      (fault: Error) => setRefused(fault.message),
    );
  return (
    <form
      onSubmit={form.onSubmit((fields) =>
        set(
          { ...known, ...fields, threshold: fields.threshold === UNSAID ? null : fields.threshold },
          words.templateSaved(definition.name),
        ),
      )}
    >
      <Stack>
        {refused && (
          <Alert color="red" role="alert">
            {refused}
          </Alert>
        )}
        <TextInput
          label="Max"
          description="US dollars"
          required
          leftSection="$"
          {...form.getInputProps("max")}
        />
        <TextInput
          label="Threshold"
          description={words.thresholdMeaning}
          placeholder="0.8"
          {...form.getInputProps("threshold")}
        />
        <SegmentedControl
          aria-label="What happens at the maximum"
          data={[
            { value: "allow", label: "Allow and report" },
            { value: "block", label: "Block further calls" },
          ]}
          {...form.getInputProps("limit_type")}
        />
        <Text size="sm" className="quiet">
          {words.templateEffect}
        </Text>
        <Group>
          <Button type="submit">{text.save}</Button>
          {known && (
            <Button variant="default" onClick={() => set(null, words.templateGone(definition.name))}>
              {words.removeTemplate}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
