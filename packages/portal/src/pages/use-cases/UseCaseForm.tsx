/** The form that defines a use case, or changes its description and logging. */

import { Alert, Button, Checkbox, Group, List, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, api } from "../../api/client";
import { change, createUseCase, definitionPath, type UseCase } from "../../api/useCases";
import { told } from "../../parts/notices";
import { useApplicationId, usePath } from "../../state/application";
import { text } from "../../text/en";
import { words } from "./words";

interface Fields {
  name: string;
  description: string;
  logging_enabled: boolean;
}

interface UseCaseFormProps {
  close: () => void;
  /** The definition to change; absent: a new one. */
  known?: UseCase;
}

export default function UseCaseForm({ close, known }: UseCaseFormProps) {
  const app = useApplicationId();
  const path = usePath();
  const navigate = useNavigate();
  const [refused, setRefused] = useState<string | null>(null);
  const form = useForm<Fields>({
    initialValues: {
      name: known?.name ?? "",
      description: known?.description ?? "",
      logging_enabled: known?.logging_enabled ?? true,
    },
  });
  const submit = async (fields: Fields) => {
    setRefused(null);
    try {
      if (known === undefined) {
        await createUseCase(app, fields);
        void navigate({ to: path(`/use-cases/${encodeURIComponent(fields.name)}`) });
        told(`${fields.name} is defined`);
      } else {
        await update(app, known, fields);
        close();
      }
    } catch (fault) {
      const field = fieldOf(fault);
      if (field) form.setFieldError(field, (fault as Error).message);
      else setRefused(fault instanceof Error ? fault.message : String(fault));
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      title={known ? `Edit ${known.name}` : words.create}
      closeButtonProps={{ "aria-label": text.close }}
      size="lg"
    >
      <form onSubmit={form.onSubmit((fields) => submit(fields))}>
        <Stack>
          {refused && (
            <Alert color="red" role="alert">
              {refused}
            </Alert>
          )}
          {known === undefined && (
            <TextInput
              label={words.nameLabel}
              description={words.nameHint}
              required
              maxLength={64}
              data-autofocus
              placeholder="support_chat"
              {...form.getInputProps("name")}
            />
          )}
          <Textarea
            label={words.descriptionLabel}
            required
            autosize
            minRows={2}
            {...form.getInputProps("description")}
          />
          <Checkbox
            label={words.loggingLabel}
            {...form.getInputProps("logging_enabled", { type: "checkbox" })}
          />
          <Gates open={form.values.logging_enabled} />
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

/** Save the changes; undoing sends what stood there before. */
async function update(app: string, known: UseCase, fields: Fields): Promise<void> {
  const put = (description: string, logging_enabled: boolean | null) =>
    change(app, "PUT", definitionPath(known.name), { description, logging_enabled });
  await put(fields.description, fields.logging_enabled);
  told(`${known.name} is changed`, () => put(known.description, known.logging_enabled));
}

const FIELD_OF_CODE: Record<string, keyof Fields> = {
  invalid_use_case_name: "name",
  use_case_already_exists: "name",
  invalid_use_case_description: "description",
};

function fieldOf(fault: unknown): keyof Fields | undefined {
  return fault instanceof ApiError ? FIELD_OF_CODE[fault.code] : undefined;
}

/** Which of the three gates for content are open. */
function Gates({ open }: { open: boolean }) {
  const app = useApplicationId();
  const settings = useQuery({
    queryKey: ["application", app],
    queryFn: () => api<{ settings: { content: boolean } }>(`/applications/${encodeURIComponent(app)}`),
    retry: false,
  });
  const lines = [
    words.gateClient,
    words.gateUseCase(open),
    words.gateApplication(settings.data?.settings.content),
  ];
  return (
    <div>
      <Text size="sm" className="quiet">
        {words.gates}
      </Text>
      <List size="sm" className="quiet" withPadding>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </div>
  );
}
