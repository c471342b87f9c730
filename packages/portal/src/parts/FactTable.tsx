/** Names and what is so: settings of one thing, read down. */

import { Table } from "@mantine/core";
import type { ReactNode } from "react";

export function FactTable({ label, facts }: { label: string; facts: readonly [string, ReactNode][] }) {
  return (
    <Table aria-label={label} withRowBorders={false}>
      <Table.Tbody>
        {facts.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w={180} fw={500} className="quiet" style={{ verticalAlign: "top" }}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
