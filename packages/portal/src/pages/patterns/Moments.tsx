/** What passes: deeds, notices, keys. */

import { Button, Group, Kbd, Modal, SimpleGrid, Text } from "@mantine/core";
import { Card } from "../../parts/Card";
import { Deed } from "../../parts/Deed";
import { failed, told } from "../../parts/notices";
import { ShownOnce } from "../../parts/ShownOnce";
import { SidePanel } from "../../parts/SidePanel";
import { useView } from "../../state/view";
import { text } from "../../text/en";

const nothing = () => Promise.resolve();

export function Deeds() {
  const view = useView();
  const shown = view.get("show");
  const close = () => view.set({ show: null });
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
      <Card title="Deeds" about="What it will mean, then the deed, or not.">
        <Deed label="Delete" grave act={nothing} close={close}>
          <Text>The limit stops adding up. What requests were charged stays with them.</Text>
        </Deed>
        <Group mt="md">
          <Button variant="default" onClick={() => view.set({ show: "dialog" })}>
            Open a dialogue
          </Button>
          <Button variant="default" onClick={() => view.set({ show: "panel" })}>
            Open a side panel
          </Button>
        </Group>
      </Card>
      <Card title="Shown once">
        <ShownOnce label="Key 1" secret="assay_sample_key_that_opens_nothing" then={close} />
      </Card>
      {shown === "dialog" && (
        <Modal opened onClose={close} title="A dialogue" closeButtonProps={{ "aria-label": text.close }}>
          <Deed label="Do it" act={async () => close()} close={close}>
            <Text>Esc closes it, the keys stay inside, and its place in the address opens it again.</Text>
          </Deed>
        </Modal>
      )}
      {shown === "panel" && (
        <SidePanel title="A side panel" close={close}>
          <Text>A peek at one thing beside the list it is in.</Text>
        </SidePanel>
      )}
    </SimpleGrid>
  );
}

export function Notices() {
  return (
    <Card title="Notices" about="Said in a corner and to screen readers, with the way back.">
      <Group>
        <Button variant="default" onClick={() => told("The view is saved")}>
          Say it
        </Button>
        <Button variant="default" onClick={() => told("The limit is changed", nothing)}>
          Say it, with undo
        </Button>
        <Button variant="default" onClick={() => failed(new Error("The server does not answer."))}>
          Say why not
        </Button>
      </Group>
    </Card>
  );
}

const KEYS: [string, string][] = [
  ["⌘K", "jump to a page"],
  ["/", "search"],
  ["j k", "move"],
  ["Enter", "open"],
  ["Esc", "close"],
  ["?", "all keys"],
];

export function Keys() {
  return (
    <Card title="Keys" about="Everything can be reached and done by them; the focus is always seen.">
      <Group>
        {KEYS.map(([key, meaning]) => (
          <Text key={key} size="sm">
            <Kbd>{key}</Kbd> {meaning}
          </Text>
        ))}
      </Group>
    </Card>
  );
}
