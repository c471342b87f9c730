/** A role for somebody by their address; whoever is new is invited by it, with a link to hand over. */

import { Autocomplete, Button, Group, Modal, Text } from "@mantine/core";
import { isEmail, useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sessionQuery } from "../../api/session";
import { ShownOnce } from "../../parts/ShownOnce";
import { text } from "../../text/en";
import { peopleQuery, type RoleRow, type Scope, useRoleByEmail } from "./people";
import { words } from "./words";

interface AddMemberProps {
  scope: Scope;
  id: string;
  members: readonly RoleRow[];
}

export function AddMember({ scope, id, members }: AddMemberProps) {
  const [link, setLink] = useState<string | null>(null);
  const add = useRoleByEmail(scope, id);
  const known = useAddresses(members);
  const form = useForm({
    initialValues: { email: "" },
    validate: { email: isEmail("Give an address such as name@example.com.") },
  });
  const submit = ({ email }: { email: string }) =>
    add(email).then(
      (url) => {
        setLink(url);
        form.reset();
      },
      (fault: Error) => form.setFieldError("email", fault.message),
    );
  const close = () => setLink(null);
  return (
    <form noValidate onSubmit={form.onSubmit(submit)}>
      <Group p="md" gap="xs" align="flex-end">
        <Autocomplete
          label={words.address}
          placeholder="name@example.com"
          w={320}
          data={known}
          {...form.getInputProps("email")}
        />
        <Button type="submit" variant="default">
          {words.addMember} as Reader
        </Button>
        <Text size="sm" className="quiet">
          {words.addMeaning}
        </Text>
      </Group>
      <Modal
        opened={link !== null}
        onClose={close}
        title={words.invited}
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": text.close }}
      >
        <Text mb="sm">{words.invitationHow}</Text>
        {link !== null && <ShownOnce label={words.invitation} secret={link} then={close} />}
      </Modal>
    </form>
  );
}

/** The addresses of those without a role here, for Owners of the organization: nobody else sees them. */
function useAddresses(members: readonly RoleRow[]): string[] {
  const mayList = useQuery(sessionQuery).data?.person?.permissions.organization_role === "owner";
  const people = useQuery({ ...peopleQuery, enabled: mayList }).data ?? [];
  return people
    .filter((person) => members.every((member) => member.person !== person.id))
    .map((person) => person.email);
}
