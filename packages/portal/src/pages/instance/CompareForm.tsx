/** Which instance is put beside this one. */

import { Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { FloatingDialogue } from "../../parts/Floating";
import type { Beside } from "../../parts/Opener";
import type { View } from "../../state/view";
import { words } from "./words";

export default function CompareForm({ view, beside }: { view: View; beside: Beside }) {
  const [typed, setTyped] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    beside.setOpened(false);
    view.set({ with: typed.trim() });
  };
  return (
    <FloatingDialogue beside={beside} label={words.compareWith} position="bottom-end" width={320}>
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
    </FloatingDialogue>
  );
}
