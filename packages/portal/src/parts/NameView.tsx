/** A name for a view, asked for when it is kept. */

import { Button, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useIsOwner } from "../state/application";
import { text } from "../text/en";
import { failed, told } from "./notices";

interface NameViewProps {
  close: () => void;
  keep: (name: string, shared: boolean) => Promise<void>;
}

export default function NameView({ close, keep }: NameViewProps) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const owner = useIsOwner();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep(name.trim(), shared).then(() => {
      told(`The view ${name.trim()} is saved`);
      close();
    }, failed);
  };
  return (
    <Modal opened onClose={close} title="Save this view" closeButtonProps={{ "aria-label": text.close }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            required
            maxLength={64}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {owner && (
            <Switch
              label="Share it with all who see this application"
              checked={shared}
              onChange={(event) => setShared(event.currentTarget.checked)}
            />
          )}
          <Button type="submit">{text.save}</Button>
        </Stack>
      </form>
    </Modal>
  );
}
