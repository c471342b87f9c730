/** Some settings of an application, with what saving them will do said before. Readers see them as they are. */

import { Button, Group, List, Stack, Text } from "@mantine/core";
import { type UseFormReturnType, useForm } from "@mantine/form";
import { type ReactNode, useState } from "react";
import { Failed } from "../../parts/Honest";
import { text } from "../../text/en";
import { type ApplicationDetail, differing, type Settings, useChange } from "./application";
import { effectsOf } from "./effects";
import { words } from "./words";

export type SettingsFormState = UseFormReturnType<Settings>;

interface SettingsFormProps {
  application: ApplicationDetail;
  children: (form: SettingsFormState) => ReactNode;
  /** More about the effect of the changes. */
  preview?: (changes: Partial<Settings>) => ReactNode;
}

export function SettingsForm({ application, children, preview }: SettingsFormProps) {
  const { settings } = application;
  const change = useChange(application);
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm<Settings>({ initialValues: settings });
  const changes = differing(settings, form.values);
  const effects = effectsOf(changes);
  const save = () =>
    change({ settings: changes }, "The settings are changed").then(() => setFault(null), setFault);
  return (
    <form onSubmit={form.onSubmit(() => save())}>
      <Stack>
        {children(form)}
        {effects.length > 0 && (
          <Stack gap="xs" className="card" p="md" role="status">
            <Text fw={600} size="sm">
              {words.wouldChange}
            </Text>
            <List size="sm" spacing={4}>
              {effects.map((effect) => (
                <List.Item key={effect}>{effect}</List.Item>
              ))}
            </List>
            {preview?.(changes)}
          </Stack>
        )}
        {fault !== null && <Failed error={fault} />}
        <Group>
          <Button type="submit" disabled={effects.length === 0}>
            {text.save}
          </Button>
          {effects.length > 0 && (
            <Button variant="subtle" onClick={() => form.setValues(settings)}>
              {text.cancel}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** A whole number from 0, in a field that Mantine gives as text while it is typed. */
export function wholeNumber(
  form: SettingsFormState,
  name: "content_days" | "event_days" | "new_use_cases_per_hour",
) {
  return {
    min: 0,
    allowDecimal: false,
    allowNegative: false,
    maw: 420,
    value: form.values[name],
    onChange: (typed: string | number) => form.setFieldValue(name, Number(typed)),
  };
}
