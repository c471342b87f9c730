/** What a request cost, as a multiplication one can redo: count × price, line by line, down to the sum. */

import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { CostLine, RequestDetail } from "../../api/requests";
import { exactMoney } from "../../format";
import { usePath } from "../../state/application";
import { multiplication, traced } from "./costs";
import { words } from "./words";

export function CostLines({ request }: { request: RequestDetail }) {
  if (request.lines.length === 0) return <Text className="quiet">{words.noUnits}</Text>;
  const sums: [string, string | null][] = [
    [words.inputTotal, request.cost_in],
    [words.outputTotal, request.cost_out],
    [words.total, request.cost],
  ];
  return (
    <>
      <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table aria-label={words.cost} verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Unit</Table.Th>
              <Table.Th ta="right">Count × price</Table.Th>
              <Table.Th>Price from</Table.Th>
              <Table.Th ta="right">Amount</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {request.lines.map((line) => (
              <Line key={`${line.unit}.${line.side}`} line={line} request={request} />
            ))}
          </Table.Tbody>
          <Table.Tfoot>
            {sums.map(([label, amount]) => (
              <Table.Tr key={label} fw={label === words.total ? 650 : undefined}>
                <Table.Td colSpan={3}>{label}</Table.Td>
                <Table.Td className="number" data-sum={label}>
                  {amount === null ? words.unknownCost : exactMoney(amount)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tfoot>
        </Table>
      </Table.ScrollContainer>
      <Trace trace={request.trace} />
    </>
  );
}

function Line({ line, request }: { line: CostLine; request: RequestDetail }) {
  const worked = multiplication(line);
  return (
    <Table.Tr>
      <Table.Td>
        {line.unit}{" "}
        <Text component="span" size="sm" className="quiet">
          {line.side}
        </Text>
      </Table.Td>
      <Table.Td className="number">
        {worked ?? (
          <Text component="span" size="sm" style={{ color: "var(--warn)" }}>
            {line.count.toLocaleString("en-US")} × {words.noPrice}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <PriceVersion line={line} request={request} />
      </Table.Td>
      <Table.Td className="number" data-amount={line.amount ?? ""}>
        {line.amount === null ? words.unknownCost : exactMoney(line.amount)}
      </Table.Td>
    </Table.Tr>
  );
}

/** Which price list the price is of, as a link to its history. */
function PriceVersion({ line, request }: { line: CostLine; request: RequestDetail }) {
  const path = usePath();
  if (line.price_version === null) return null;
  const search = {
    category: request.category,
    resource: request.resource,
    version: line.price_version,
  };
  const checked = line.checked ? `, checked ${line.checked}` : "";
  return (
    <Anchor component={Link} to={path("/resources")} search={search as never} size="sm" underline="always">
      {line.source ?? "own price"}
      {checked}
    </Anchor>
  );
}

function Trace({ trace }: { trace: string }) {
  const found = traced(trace);
  if (found.length === 0) return null;
  return (
    <details>
      <summary className="quiet">{words.priceFound}</summary>
      <Table verticalSpacing={2} fz="sm" aria-label={words.priceFound}>
        <Table.Tbody>
          {found.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Td className="quiet">{name}</Table.Td>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
