/** The list of keys. */

import { Kbd, Modal, Table } from "@mantine/core";
import { text } from "../text/en";
import { PLACES } from "./navigation";

const KEYS: [string[], string][] = [
  [["⌘", "K"], "Jump to a page, an application or a use case"],
  [["/"], "Search in this page"],
  [["j"], "Next row"],
  [["k"], "Row before"],
  [["Enter"], "Open the row"],
  [["Esc"], "Close what is open"],
  [["?"], "This list"],
];

export default function KeysHelp({ close }: { close: () => void }) {
  const places = PLACES.map((place): [string[], string] => [["g", place.key], place.label]);
  return (
    <Modal opened onClose={close} title="Keys" closeButtonProps={{ "aria-label": text.close }}>
      <Table aria-label="Keys">
        <Table.Tbody>
          {[...KEYS, ...places].map(([keys, meaning]) => (
            <Table.Tr key={meaning}>
              <Table.Td>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
