/** The answer as a page to print: what was asked, when, and every row. */

import { Button, Group, Table, Text, Title } from "@mantine/core";
import { type Answer, rowsOf, totalsOf } from "../../api/questions";
import { count, instant } from "../../format";
import { filterSentence } from "../../parts/FilterBar";
import type { View } from "../../state/view";
import { answerColumns } from "./columns";
import { words } from "./words";

export function PrintView({ view, answer, name }: { view: View; answer: Answer; name: string }) {
  const columns = answerColumns(answer, totalsOf(answer), view.zone);
  const { meta } = answer;
  const facts = [
    `${instant(view.from, view.zone)} until ${instant(view.to, view.zone)}, ${view.zone}`,
    ...view.filters.map(filterSentence),
    `${count(meta.requests)} requests, ${count(meta.unpriced)} unpriced, ${count(meta.estimated)} estimated`,
    `Data until ${instant(meta.data_until, view.zone, true)}`,
  ];
  return (
    <article>
      <Group className="no-print" mb="md">
        <Button onClick={() => window.print()}>{words.print}</Button>
        <Button variant="default" onClick={() => view.set({ print: null })}>
          {words.leavePrint}
        </Button>
      </Group>
      <Title order={1} size="h2">
        {name}
      </Title>
      {facts.map((fact) => (
        <Text key={fact} size="sm" className="quiet">
          {fact}
        </Text>
      ))}
      <Table mt="md" aria-label={name} stickyHeader={false}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.id} ta={column.numeric ? "right" : undefined}>
                {column.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rowsOf(answer).map((row) => (
            <Table.Tr key={JSON.stringify(row)}>
              {columns.map((column) => (
                <Table.Td key={column.id} ta={column.numeric ? "right" : undefined}>
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr fw={600}>
            {columns.map((column) => (
              <Table.Td key={column.id} ta={column.numeric ? "right" : undefined}>
                {column.total}
              </Table.Td>
            ))}
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </article>
  );
}
