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
  acts: PriceActs;
}

export function Deleting({ label, versions, remove, acts }: DeletingProps) {
  const [asked, setAsked] = useState(false);
  const close = () => setAsked(false);
  const confirmed = async () => {
    await remove();
    close();
    told(`${label}: done`, () => acts.putBack(versions));
  };
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="red" onClick={() => setAsked(true)}>
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
