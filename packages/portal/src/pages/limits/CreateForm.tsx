/** A new limit. */

import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failed } from "../../parts/Honest";
import { told } from "../../parts/notices";
import { useApplicationId } from "../../state/application";
import { text } from "../../text/en";
import { inFull, riskThreshold } from "./amounts";
import {
  isAmount,
  type LimitValues,
  NameAndMax,
  Properties,
  propertiesOf,
  validAmount,
  validName,
} from "./fields";
import { createLimit, deleteLimit, forget, type Limit } from "./limit";
import { ENFORCEMENTS, TYPES, words } from "./words";

interface NewLimit extends LimitValues {
  limit_id: string;
  /** Per cent, or nothing. */
  threshold: string;
  limit_type: Limit["limit_type"];
  enforcement: Limit["enforcement"];
}

const NOTHING: NewLimit = {
  limit_name: "",
  limit_id: "",
  max: "",
  threshold: "80",
  limit_type: "allow",
  enforcement: "soft",
  properties: [],
};

export function CreateForm({ close }: { close: () => void }) {
  const app = useApplicationId();
  const cache = useQueryClient();
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm<NewLimit>({
    initialValues: NOTHING,
    validate: { limit_name: validName, max: validAmount, threshold: validThreshold },
  });
  const create = async (values: NewLimit) => {
    const made = await createLimit(app, {
      limit_id: values.limit_id || undefined,
      limit_name: values.limit_name.trim(),
      max: values.max,
      threshold: values.threshold === "" ? undefined : `0.${values.threshold}`,
      limit_type: values.limit_type,
      enforcement: values.enforcement,
      properties: propertiesOf(values.properties),
    });
    await forget(cache, app);
    close();
    told(`The limit ${made.limit_name} is made`, () =>
      deleteLimit(app, made.limit_id).then(() => forget(cache, app)),
    );
  };
  return (
    <form onSubmit={form.onSubmit((values) => create(values).catch(setFault))} noValidate>
      <Stack>
        <NameAndMax form={form} />
        <TextInput
          label="Warn from"
          description="Per cent of the maximum, 75 to 99; nothing: only at the maximum itself"
          inputMode="numeric"
          rightSection="%"
          {...form.getInputProps("threshold")}
        />
        <Choice label="Past its maximum" meanings={TYPES} {...form.getInputProps("limit_type")} />
        <Choice label="Promise" meanings={ENFORCEMENTS} {...form.getInputProps("enforcement")} />
        <TextInput
          label="Id"
          description="What requests name it by; made up when nothing is given"
          placeholder="user-4711-2026-12"
          {...form.getInputProps("limit_id")}
        />
        <Properties form={form} />
        <Text size="sm" className="quiet" aria-live="polite">
          {effect(form.getValues())}
        </Text>
        {fault !== null && <Failed error={fault} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {text.cancel}
          </Button>
          <Button type="submit">{words.create}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function validThreshold(percent: string): string | null {
  return percent === "" || /^(7[5-9]|[89]\d)$/.test(percent) ? null : words.noThreshold;
}

/** What the limit will do, in a sentence. */
function effect({ max, threshold, limit_type }: NewLimit): string {
  if (!isAmount(max) || validThreshold(threshold) !== null) return "";
  const warns = inFull(riskThreshold(max, threshold === "" ? null : `0.${threshold}`));
  return `It will warn (exceeded) from ${warns} and overrun above ${inFull(max)}. ${TYPES[limit_type]}`;
}

interface ChoiceProps {
  label: string;
  meanings: Record<string, string>;
  value?: string;
  onChange?: (value: string) => void;
}

function Choice({ label, meanings, ...input }: ChoiceProps) {
  return (
    <Radio.Group label={label} {...input}>
      <Stack gap={6} mt={4}>
        {Object.entries(meanings).map(([value, meaning]) => (
          <Radio key={value} value={value} label={value} description={meaning} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
