/** Making, renaming and deleting a shared group, for those who may. */

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Group as ApplicationGroup, groupsQuery, sessionQuery } from "../../api/session";
import { Deed } from "../../parts/Deed";
import { Failed } from "../../parts/Honest";
import { told } from "../../parts/notices";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { createGroup, deleteGroup, renameGroup } from "./people";
import { words } from "./words";

export function GroupDialogs({ view, groups }: { view: View; groups: readonly ApplicationGroup[] }) {
  const what = view.get("do");
  const group = groups.find((known) => known.id === view.get("group") && known.role === "owner");
  const person = useQuery(sessionQuery).data?.person;
  const acts = useGroupActs();
  const close = () => view.set({ do: null, group: null });
  const done = (act: Promise<void>) => act.then(close);
  if (what === "new-group" && person?.permissions.organization_role === "owner")
    return (
      <Dialog title={words.newGroup} close={close}>
        <NameForm label={words.newGroup} name="" act={(name) => done(acts.create(name))} />
      </Dialog>
    );
  if (group === undefined) return null;
  if (what === "rename")
    return (
      <Dialog title={`Rename ${group.name}`} close={close}>
        <NameForm label={text.save} name={group.name} act={(name) => done(acts.rename(group, name))} />
      </Dialog>
    );
  if (what === "delete")
    return (
      <Dialog title={`Delete ${group.name}`} close={close}>
        <Deed
          label={text.remove}
          grave
          disabled={group.applications.length > 0}
          act={() => done(acts.remove(group))}
          close={close}
        >
          <Text>
            {group.applications.length > 0
              ? words.notEmpty
              : "The group and the roles on it go. Undoing makes a new group of this name, with you as its Owner."}
          </Text>
        </Deed>
      </Dialog>
    );
  return null;
}

function useGroupActs() {
  const cache = useQueryClient();
  const again = () => cache.invalidateQueries({ queryKey: groupsQuery.queryKey });
  return {
    create: async (name: string) => {
      const made = await createGroup(name);
      await again();
      told(`The group ${made.name} is made`, () => deleteGroup(made.id).then(again));
    },
    rename: async (group: ApplicationGroup, name: string) => {
      await renameGroup(group.id, name);
      await again();
      told(`The group is now ${name}`, () => renameGroup(group.id, group.name).then(again));
    },
    remove: async (group: ApplicationGroup) => {
      await deleteGroup(group.id);
      await again();
      told(`The group ${group.name} is deleted`, () => createGroup(group.name).then(again));
    },
  };
}

interface DialogProps {
  title: string;
  close: () => void;
  children: React.ReactNode;
}

function Dialog({ title, close, children }: DialogProps) {
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ "aria-label": text.close }}>
      {children}
    </Modal>
  );
}

interface NameFormProps {
  label: string;
  name: string;
  act: (name: string) => Promise<void>;
}

function NameForm({ label, name, act }: NameFormProps) {
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm({ initialValues: { name } });
  return (
    <form onSubmit={form.onSubmit((values) => act(values.name.trim()).catch(setFault))}>
      <Stack>
        <TextInput label="Name" required maxLength={64} data-autofocus {...form.getInputProps("name")} />
        {fault !== null && <Failed error={fault} />}
        <Group justify="flex-end">
          <Button type="submit">{label}</Button>
        </Group>
      </Stack>
    </form>
  );
}
