/** What an owner may do to a use case: edit it, begin its next version, delete it. Each says first what will be. */

import { Alert, Button, Group, List, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { change, definitionPath, deleteUseCase, kpisQuery, type UseCase } from "../../api/useCases";
import { told } from "../../parts/notices";
import { useApplicationId, usePath } from "../../state/application";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import UseCaseForm from "./UseCaseForm";
import { words } from "./words";

interface DialogProps {
  definition: UseCase;
  close: () => void;
}

export default function Dialogs({ view, definition }: { view: View; definition: UseCase }) {
  const close = () => view.set({ form: null, version: null }, true);
  switch (view.get("form")) {
    case "edit":
      return <UseCaseForm close={close} known={definition} />;
    case "version":
      return <NewVersion definition={definition} close={close} />;
    case "notes":
      return <EditNotes definition={definition} version={view.get("version") ?? ""} close={close} />;
    case "delete":
      return <DeleteUseCase definition={definition} close={close} />;
    default:
      return null;
  }
}

function NewVersion({ definition, close }: DialogProps) {
  const app = useApplicationId();
  const kpis = useQuery(kpisQuery(app, definition.name)).data;
  const [notes, setNotes] = useState("");
  const next = Number(definition.type_version) + 1;
  const begin = async () => {
    await change(app, "POST", definitionPath(definition.name, "increment_version"), { notes });
    told(`Version ${next} of ${definition.name} has begun`);
    close();
  };
  return (
    <Effect title={`Begin version ${next}`} deed={`Begin version ${next}`} act={begin} close={close}>
      <List>
        <List.Item>{words.versionNew(next)}</List.Item>
        <List.Item>{words.versionRunning}</List.Item>
        <List.Item>{words.versionGoals(kpis?.length)}</List.Item>
        <List.Item>{words.versionForGood}</List.Item>
      </List>
      <NotesField value={notes} set={setNotes} />
    </Effect>
  );
}

function EditNotes({ definition, version, close }: DialogProps & { version: string }) {
  const app = useApplicationId();
  const known = definition.versions.find((one) => one.version === version)?.notes ?? "";
  const [notes, setNotes] = useState(known);
  const write = (wanted: string) =>
    change(app, "PUT", definitionPath(definition.name, "versions", version), { notes: wanted });
  const save = async () => {
    await write(notes);
    told(`The notes on version ${version} are saved`, () => write(known));
    close();
  };
  return (
    <Effect title={words.editNotes(`version ${version}`)} deed="Save" act={save} close={close}>
      <NotesField value={notes} set={setNotes} />
    </Effect>
  );
}

function NotesField({ value, set }: { value: string; set: (notes: string) => void }) {
  return (
    <Textarea
      label={words.notesLabel}
      description={words.notesHint}
      autosize
      minRows={2}
      maxLength={2_000}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

function DeleteUseCase({ definition, close }: DialogProps) {
  const app = useApplicationId();
  const path = usePath();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const remove = async () => {
    await deleteUseCase(app, definition.name, () => navigate({ to: path("/use-cases") }));
    told(`${definition.name} is deleted`);
  };
  return (
    <Effect
      title={`Delete ${definition.name}?`}
      deed={words.remove}
      act={remove}
      close={close}
      disabled={typed !== definition.name}
    >
      <List>
        <List.Item>{words.deletedStays}</List.Item>
        <List.Item>{words.deletedGone}</List.Item>
        <List.Item>{words.deletedAgain}</List.Item>
      </List>
      <TextInput
        label={`Type ${definition.name} to delete it`}
        value={typed}
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Effect>
  );
}

interface EffectProps {
  title: string;
  deed: string;
  act: () => Promise<void>;
  close: () => void;
  disabled?: boolean;
  children: ReactNode;
}

/** Says what a change will do, and does it. */
function Effect({ title, deed, act, close, disabled = false, children }: EffectProps) {
  const [refused, setRefused] = useState<string | null>(null);
  const [acting, setActing] = useState(false);
  const press = () => {
    setActing(true);
    act()
      .catch((fault: unknown) => setRefused(fault instanceof Error ? fault.message : String(fault)))
      .finally(() => setActing(false));
  };
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ "aria-label": text.close }}>
      <Stack>
        {refused && (
          <Alert color="red" role="alert">
            {refused}
          </Alert>
        )}
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {text.cancel}
          </Button>
          <Button onClick={press} loading={acting} disabled={disabled}>
            {deed}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
