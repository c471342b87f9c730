/** One change, its two sides beside each other. */

import { Table, Text } from "@mantine/core";
import { instant } from "../../format";
import { FactTable } from "../../parts/FactTable";
import { differences } from "./differences";

export interface AuditEntry {
  id: string;
  time: string;
  who: string;
  /** Of a person who is known here still. */
  name: string | null;
  application: string | null;
  action: string;
  subject: string;
  before: unknown;
  after: unknown;
}

/** A person by name, anything else as it was noted: a key by its last characters, the owner of the installation. */
export function whoOf(entry: AuditEntry): string {
  return entry.name ?? entry.who;
}

export function Entry({ entry, zone }: { entry: AuditEntry; zone: string }) {
  const rows = differences(entry.before, entry.after);
  return (
    <>
      <FactTable
        label="The change"
        facts={[
          ["Time", instant(entry.time, zone, true)],
          ["Who", whoOf(entry)],
          ["Action", <code key="action">{entry.action}</code>],
          ["Subject", entry.subject],
        ]}
      />
      {rows.length === 0 ? (
        <Text className="quiet" mt="md">
          Nothing more was noted.
        </Text>
      ) : (
        <Table aria-label="Before and after" mt="md" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">What</Table.Th>
              <Table.Th scope="col">Before</Table.Th>
              <Table.Th scope="col">After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr
                key={row.name}
                fw={row.changed ? 600 : undefined}
                className={row.changed ? "" : "quiet"}
              >
                <Table.Td>
                  {row.name || "value"}
                  {row.changed && <span className="visually-hidden"> (changed)</span>}
                </Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{row.before || "–"}</Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{row.after || "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}
