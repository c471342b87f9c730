/** The form that defines a KPI, or changes its description, goal and direction. */

import { Alert, Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "../../api/client";
import { change, definitionPath, type Kpi, useCaseQuery } from "../../api/useCases";
import { told } from "../../parts/notices";
import { useApplicationId } from "../../state/application";
import { text } from "../../text/en";
import { TYPES } from "./scores";
import { words } from "./words";

interface KpiFormProps {
  useCase: string;
  /** The KPI to change; absent: a new one. */
  known?: Kpi;
  close: () => void;
}

interface Fields {
  name: string;
  description: string;
  kpi_type: string;
  goal: string;
  direction: string | null;
}

const FIELD_OF_CODE: Record<string, keyof Fields> = {
  invalid_kpi_name: "name",
  kpi_already_exists: "name",
  invalid_kpi_description: "description",
  invalid_kpi_type: "kpi_type",
  invalid_kpi_goal: "goal",
  invalid_kpi_direction: "direction",
};

export default function KpiForm({ useCase, known, close }: KpiFormProps) {
  const app = useApplicationId();
  const [refused, setRefused] = useState<string | null>(null);
  const version = useQuery(useCaseQuery(app, useCase)).data?.type_version;
  const form = useForm<Fields>({
    initialValues: {
      name: known?.name ?? "",
      description: known?.description ?? "",
      kpi_type: known?.kpi_type ?? "boolean",
      goal: known?.goal ?? "",
      direction: known?.direction ?? null,
    },
    validate: { goal: (goal) => (Number.isFinite(Number(goal)) && goal !== "" ? null : "A number") },
  });
  const submit = async (fields: Fields) => {
    setRefused(null);
    try {
      await save(app, useCase, known, fields);
      close();
    } catch (fault) {
      const field = fault instanceof ApiError ? FIELD_OF_CODE[fault.code] : undefined;
      if (field) form.setFieldError(field, (fault as Error).message);
      else setRefused(fault instanceof Error ? fault.message : String(fault));
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      title={known ? `Edit ${known.name}` : `${words.create} of ${useCase}`}
      closeButtonProps={{ "aria-label": text.close }}
    >
      <form onSubmit={form.onSubmit((fields) => submit(fields))}>
        <Stack>
          {refused && (
            <Alert color="red" role="alert">
              {refused}
            </Alert>
          )}
          {!known && (
            <>
              <TextInput
                label="Name"
                description={words.nameHint}
                required
                maxLength={64}
                data-autofocus
                {...form.getInputProps("name")}
              />
              <Select
                label="Type"
                description={words.typeHint}
                allowDeselect={false}
                data={Object.entries(TYPES).map(([value, label]) => ({ value, label }))}
                {...form.getInputProps("kpi_type")}
              />
            </>
          )}
          <Textarea
            label="Description"
            required
            autosize
            minRows={2}
            {...form.getInputProps("description")}
          />
          <TextInput
            label="Goal"
            required
            inputMode="decimal"
            description={form.values.kpi_type === "boolean" ? words.booleanGoal : undefined}
            {...form.getInputProps("goal")}
          />
          <Select
            label="Better is"
            description={words.directionHint}
            placeholder="not set"
            data={[
              { value: "higher", label: "higher" },
              { value: "lower", label: "lower" },
            ]}
            {...form.getInputProps("direction")}
          />
          {known && version && (
            <Text size="sm" className="quiet">
              {words.goalChanges(version)}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {text.cancel}
            </Button>
            <Button type="submit">{known ? text.save : "Create"}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

async function save(app: string, useCase: string, known: Kpi | undefined, fields: Fields): Promise<void> {
  const { description, goal, direction } = fields;
  if (known === undefined) {
    await change(app, "POST", definitionPath(useCase, "kpis"), { ...fields, goal: Number(goal) });
    told(`${fields.name} is defined`);
    return;
  }
  const put = (wanted: Pick<Fields, "description" | "goal" | "direction">) =>
    change(app, "PUT", definitionPath(useCase, "kpis", known.name), { ...wanted, goal: Number(wanted.goal) });
  await put({ description, goal, direction });
  told(`${known.name} is changed`, () => put(known));
}
