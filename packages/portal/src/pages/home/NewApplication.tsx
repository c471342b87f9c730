/** Making an application: its name and group, then its two keys, once, and the code of its first event. */

import { Alert, Button, Modal, NativeSelect, Group as Row, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client";
import { type Application, type Group, groupsQuery } from "../../api/session";
import { firstEventCode } from "../../parts/FirstEvent";
import { Failed } from "../../parts/Honest";
import { Snippet } from "../../parts/Snippet";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { words } from "./words";

interface Made {
  application: Application;
  keys: [string, string];
}

interface NewApplicationProps {
  view: View;
  groups: readonly Group[];
}

export default function NewApplication({ view, groups }: NewApplicationProps) {
  // Never in the URL: a key must not be in a history.
  const [made, setMade] = useState<Made | null>(null);
  const close = () => view.set({ do: null, group: null });
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={made ? words.made(made.application.name) : words.newApplication}
      closeOnClickOutside={made === null}
      closeButtonProps={{ "aria-label": text.close }}
    >
      {made ? <Keys made={made} /> : <Form view={view} groups={groups} done={setMade} />}
    </Modal>
  );
}

function Form({ view, groups, done }: NewApplicationProps & { done: (made: Made) => void }) {
  const cache = useQueryClient();
  const [fault, setFault] = useState<unknown>(null);
  const own = groups.filter((group) => group.role === "owner");
  const named = own.find((group) => group.id === view.get("group")) ?? own.find((group) => !group.personal);
  const form = useForm({ initialValues: { name: "", group: (named ?? own[0])?.id ?? "" } });
  const create = async (values: { name: string; group: string }) => {
    const body = { ...values, name: values.name.trim() };
    done(await api<Made>("/applications", { method: "POST", body }));
    await cache.invalidateQueries({ queryKey: groupsQuery.queryKey });
  };
  return (
    <form onSubmit={form.onSubmit((values) => create(values).catch(setFault))}>
      <Stack>
        <TextInput
          label={words.name}
          description={words.nameHint}
          required
          maxLength={64}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <NativeSelect
          label={words.group}
          data={own.map((group) => ({ value: group.id, label: group.name }))}
          {...form.getInputProps("group")}
        />
        {fault !== null && <Failed error={fault} />}
        <Row justify="flex-end">
          <Button type="submit">{words.create}</Button>
        </Row>
      </Stack>
    </form>
  );
}

function Keys({ made: { application, keys } }: { made: Made }) {
  return (
    <Stack>
      <Alert color="yellow" variant="light">
        {words.keysOnce}
      </Alert>
      <Labelled label={words.firstKey} code={keys[0]} />
      <Labelled label={words.secondKey} code={keys[1]} />
      <Labelled label={words.firstEvent} code={firstEventCode(keys[0])} />
      <Row justify="flex-end">
        <Button component={Link} to={`/a/${application.id}/overview`}>
          {words.open(application.name)}
        </Button>
      </Row>
    </Stack>
  );
}

function Labelled({ label, code }: { label: string; code: string }) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <Snippet label={label} code={code} />
    </div>
  );
}
