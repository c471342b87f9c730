/** What two instances are and came to, side by side. */

import { Table } from "@mantine/core";
import { Card } from "../../parts/Card";
import type { View } from "../../state/view";
import { useFacts } from "./InstanceFacts";
import type { InstanceParts } from "./useInstanceParts";

export function TwoInstances({ view, sides }: { view: View; sides: InstanceParts[] }) {
  const facts = useFacts(view);
  return (
    <Card title="Two instances">
      <Table.ScrollContainer minWidth={sides.length * 240}>
        <Table withRowBorders={false} verticalSpacing={4} layout="fixed" maw={sides.length * 480}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={140}>Instance</Table.Th>
              {sides.map((side) => (
                <Table.Th key={side.id}>{side.id}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {facts.map(([label, shown]) => (
              <Table.Tr key={label}>
                <Table.Th scope="row" w={140} fw={400} className="quiet">
                  {label}
                </Table.Th>
                {sides.map((side) => (
                  <Table.Td key={side.id} data-fact={label}>
                    {shown(side)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}
