/** Puts a second instance beside this one: its id stands in the URL. */

import { Button, Popover, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import type { View } from "../../state/view";
import { words } from "./words";

export function CompareWith({ view }: { view: View }) {
  const [opened, { toggle, close }] = useDisclosure();
  const [typed, setTyped] = useState("");
  if (view.get("with"))
    return (
      <Button variant="default" onClick={() => view.set({ with: null })}>
        {words.compareEnd}
      </Button>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close();
    view.set({ with: typed.trim() });
  };
  return (
    <Popover opened={opened} onDismiss={close} position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <Button variant="default" onClick={toggle} aria-haspopup="dialog" aria-expanded={opened}>
          {words.compareWith}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.compareWith}>
        <form onSubmit={submit}>
          <Stack gap="xs">
            <TextInput
              label={words.compareLabel}
              required
              data-autofocus
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Button type="submit">Compare</Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
