/** Deleting prices: asked first, said what stays, and put back on undo. */

import { Button, Group, Modal, Text } from "@mantine/core";
import { useState } from "react";
import { failed, told } from "../../parts/notices";
import { text } from "../../text/en";
import type { PriceActs, Version } from "./resources";
import { words } from "./words";

interface DeletingProps {
  /** On the button, and what is asked about. */
  label: string;
  /** What is deleted, oldest first. */
  versions: readonly Version[];
  remove: () => Promise<unknown>;
  /** Turns to something else first, where nothing of it will be left to show. */
  leave?: (() => void) | undefined;
  acts: PriceActs;
}

export function Deleting({ label, versions, remove, leave, acts }: DeletingProps) {
  const [asked, setAsked] = useState(false);
  const close = () => setAsked(false);
  const confirmed = async () => {
    close();
    leave?.();
    await remove();
    told(`${label}: done`, () => acts.putBack(versions));
  };
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="gray" c="var(--bad)" onClick={() => setAsked(true)}>
        {label}
      </Button>
      <Modal
        opened={asked}
        onClose={close}
        title={`${label}?`}
        closeButtonProps={{ "aria-label": text.close }}
        attributes={{ header: { role: "presentation" } }}
      >
        <Text size="sm">{words.removeMeaning}</Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            {text.cancel}
          </Button>
          <Button color="red" onClick={() => confirmed().catch(failed)}>
            {text.remove}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
