/** A new price list: for a resource of one's own, from a moment on. */

import { ActionIcon, Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { type FormRulesRecord, type UseFormReturnType, useForm } from "@mantine/form";
import { useState } from "react";
import { told } from "../../parts/notices";
import { text } from "../../text/en";
import { type Draft, type DraftLine, emptyLine, priceFault, versionOf } from "./draft";
import type { PriceActs, Version } from "./resources";

const PER = [
  { value: "1000000", label: "per 1M" },
  { value: "1000", label: "per 1,000" },
  { value: "1", label: "for one" },
];

interface PriceFormProps {
  title: string;
  begin: Draft;
  /** Said above the form. */
  about?: string | undefined;
  acts: PriceActs;
  /** Turns to something else, before the price is taken back. */
  leave: () => void;
  close: () => void;
  /** What comes after a price that holds since the past. */
  onMade: (version: Version, past: boolean) => void;
}

export function PriceForm({ title, begin, about, acts, leave, close, onMade }: PriceFormProps) {
  const [fault, setFault] = useState<string | null>(null);
  const form = useForm<Draft>({
    initialValues: begin,
    validate: {
      category: (name) => (name.trim() === "" ? "A name is needed" : null),
      resource: (name) => (name.trim() === "" ? "A name is needed" : null),
      lines: {
        unit: (unit) => (unit.trim() === "" ? "A unit is needed" : null),
        input: priceFault,
        output: priceFault,
      },
    },
  });
  const make = async (draft: Draft) => {
    try {
      const made = await acts.create(draft.category.trim(), draft.resource.trim(), versionOf(draft));
      told(`${made.category}/${made.resource} has a new price`, () => {
        leave();
        return acts.removeVersion(made);
      });
      onMade(made, draft.start !== "");
    } catch (refused) {
      setFault(refused instanceof Error ? refused.message : String(refused));
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      title={title}
      size="lg"
      closeButtonProps={{ "aria-label": text.close }}
      attributes={{ header: { role: "presentation" } }}
    >
      <form onSubmit={form.onSubmit((draft) => void make(draft))}>
        <Stack gap="sm">
          {about && <Text size="sm">{about}</Text>}
          {fault && (
            <Alert color="red" role="alert">
              {fault}
            </Alert>
          )}
          <Group grow align="flex-start">
            <TextInput
              label="Category"
              description="Your own, such as acme"
              {...form.getInputProps("category")}
            />
            <TextInput label="Resource" description="As calls name it" {...form.getInputProps("resource")} />
          </Group>
          <TextInput
            type="datetime-local"
            label="Holds from (UTC)"
            description="Empty: from now on. A time in the past corrects history: requests keep their cost until they are priced again."
            {...form.getInputProps("start")}
          />
          <Lines form={form} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {text.cancel}
            </Button>
            <Button type="submit">{text.save}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

type PriceFormState = UseFormReturnType<Draft, Draft, FormRulesRecord<Draft>>;

function Lines({ form }: { form: PriceFormState }) {
  return (
    <Stack gap="xs" role="group" aria-label="Prices in USD">
      {form.values.lines.map((line, place) => (
        // A line has no name of its own yet: it is its place.
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are added at the end and removed by place
        <Line key={place} form={form} place={place} line={line} />
      ))}
      <Group>
        <Button size="compact-sm" variant="default" onClick={() => form.insertListItem("lines", emptyLine())}>
          Add a unit
        </Button>
      </Group>
    </Stack>
  );
}

function Line({ form, place, line }: { form: PriceFormState; place: number; line: DraftLine }) {
  const named = line.unit || "unit";
  const field = (name: keyof DraftLine) => form.getInputProps(`lines.${place}.${name}`);
  return (
    <Group gap="xs" align="flex-start">
      <TextInput aria-label="Unit" placeholder="text" style={{ flex: "1 1 110px" }} {...field("unit")} />
      <TextInput
        aria-label={`Input price of ${named}`}
        placeholder="input, USD"
        inputMode="decimal"
        style={{ flex: "1 1 110px" }}
        {...field("input")}
      />
      <TextInput
        aria-label={`Output price of ${named}`}
        placeholder="output, USD"
        inputMode="decimal"
        style={{ flex: "1 1 110px" }}
        {...field("output")}
      />
      <Select
        aria-label={`What the price of ${named} is for`}
        data={PER}
        allowDeselect={false}
        w={110}
        {...field("per")}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        mt={4}
        aria-label={`Take away ${named}`}
        disabled={form.values.lines.length === 1}
        onClick={() => form.removeListItem("lines", place)}
      >
        ✕
      </ActionIcon>
    </Group>
  );
}
