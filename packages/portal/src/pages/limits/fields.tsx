/** Fields that several forms of limits share. */

import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import type { GetInputPropsReturnType } from "@mantine/form";
import { words } from "./words";

export interface PropertyField {
  key: string;
  value: string;
}

export interface LimitValues {
  limit_name: string;
  max: string;
  properties: PropertyField[];
}

/** What the fields need of a form that has them, whatever else it has. */
interface LimitForm {
  getValues(): LimitValues;
  getInputProps(path: string): GetInputPropsReturnType;
  insertListItem(path: string, item: PropertyField): void;
  removeListItem(path: string, place: number): void;
}

const AMOUNT = /^\d{1,26}(\.\d{1,12})?$/;

export const isAmount = (text: string) => AMOUNT.test(text);
export const validName = (name: string) => (name.trim() === "" ? words.noName : null);
export const validAmount = (text: string) => (isAmount(text) ? null : words.noAmount);

export function fieldsOf(properties: Record<string, string>): PropertyField[] {
  return Object.entries(properties).map(([key, value]) => ({ key, value }));
}

export function propertiesOf(fields: readonly PropertyField[]): Record<string, string> {
  return Object.fromEntries(fields.filter(({ key }) => key !== "").map(({ key, value }) => [key, value]));
}

export function NameAndMax({ form }: { form: LimitForm }) {
  return (
    <>
      <TextInput label="Name" required maxLength={256} data-autofocus {...form.getInputProps("limit_name")} />
      <TextInput
        label="Max"
        description="US dollars"
        required
        inputMode="decimal"
        leftSection="$"
        {...form.getInputProps("max")}
      />
    </>
  );
}

export function Properties({ form }: { form: LimitForm }) {
  const fields = form.getValues().properties;
  return (
    <Stack gap="xs" role="group" aria-label="Properties">
      <Text size="sm" fw={500}>
        Properties
      </Text>
      {fields.map((_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a property has no name but its place while it is typed
        <Group key={place} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={`Key of property ${place + 1}`}
            placeholder="key"
            style={{ flex: 1 }}
            {...form.getInputProps(`properties.${place}.key`)}
          />
          <TextInput
            aria-label={`Value of property ${place + 1}`}
            placeholder="value"
            style={{ flex: 2 }}
            {...form.getInputProps(`properties.${place}.value`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove property ${place + 1}`}
            onClick={() => form.removeListItem("properties", place)}
          >
            ×
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => form.insertListItem("properties", { key: "", value: "" })}
        >
          Add a property
        </Button>
      </Group>
    </Stack>
  );
}
