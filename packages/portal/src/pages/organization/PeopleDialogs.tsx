/** Inviting, inviting again, and removing a person. What is open stands in the URL; links never do. */

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { isEmail, isNotEmpty, useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Deed } from "../../parts/Deed";
import { Failed } from "../../parts/Honest";
import { told } from "../../parts/notices";
import { ShownOnce } from "../../parts/ShownOnce";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { invite, inviteAgain, type PersonRow, peopleQuery, removePerson } from "./people";
import { words } from "./words";

export function PeopleDialogs({ view, people }: { view: View; people: readonly PersonRow[] }) {
  const [link, setLink] = useState<string | null>(null);
  const cache = useQueryClient();
  const what = view.get("do");
  const person = people.find((one) => one.id === view.get("person"));
  const again = () => cache.invalidateQueries({ queryKey: peopleQuery.queryKey });
  const close = () => {
    setLink(null);
    view.set({ do: null, person: null });
  };
  const titles: Record<string, string> = {
    invite: words.invite,
    link: `${words.newLink} for ${person?.name}`,
    remove: `Remove ${person?.name}`,
  };
  if (what === undefined || !(what in titles) || (what !== "invite" && person === undefined)) return null;
  const remove = async (gone: PersonRow) => {
    await removePerson(gone.id);
    await again();
    close();
    told(`${gone.name} is removed`);
  };
  return (
    <Modal
      opened
      onClose={close}
      title={titles[what]}
      closeOnClickOutside={link === null}
      closeButtonProps={{ "aria-label": text.close }}
    >
      {link !== null && (
        <>
          <Text mb="sm">{words.invitationHow}</Text>
          <ShownOnce label={words.invitation} secret={link} then={close} />
        </>
      )}
      {link === null && what === "invite" && (
        <InviteForm
          close={close}
          act={async (name, email) => {
            const invited = await invite(name, email);
            setLink(invited.invitation_url);
            await again();
          }}
        />
      )}
      {link === null && what === "link" && person && (
        <Deed
          label={words.newLink}
          close={close}
          act={async () => setLink((await inviteAgain(person.id)).invitation_url)}
        >
          <Text>
            With it {person.name} chooses a new password. A link given earlier ends. Until it is used, the
            present password goes on.
          </Text>
        </Deed>
      )}
      {link === null && what === "remove" && person && (
        <Deed label={text.remove} grave close={close} act={() => remove(person)}>
          <Text>
            {person.name} is signed out everywhere at once; roles and saved views go. Applications of the
            personal group are then in no group. What {person.name} did stays in the audit log.
          </Text>
          <Text className="quiet">This cannot be undone; an invitation makes a new person.</Text>
        </Deed>
      )}
    </Modal>
  );
}

interface InviteFormProps {
  act: (name: string, email: string) => Promise<void>;
  close: () => void;
}

function InviteForm({ act, close }: InviteFormProps) {
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm({
    initialValues: { name: "", email: "" },
    validate: {
      name: isNotEmpty("Give a name."),
      email: isEmail("Give an address such as name@example.com."),
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit(({ name, email }) => act(name, email).catch(setFault))}>
      <Stack>
        <TextInput label="Name" required data-autofocus {...form.getInputProps("name")} />
        <TextInput label="E-mail" type="email" required {...form.getInputProps("email")} />
        <Text size="sm" className="quiet">
          An invited person has no role yet: give one on the organization, a group or an application.
        </Text>
        {fault !== null && <Failed error={fault} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {text.cancel}
          </Button>
          <Button type="submit">{words.invite}</Button>
        </Group>
      </Stack>
    </form>
  );
}
