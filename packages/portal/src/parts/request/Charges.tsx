/** The limits a request was charged to: how much, in which period, and what the limit said afterwards. */

import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { RequestDetail } from "../../api/requests";
import { exactMoney } from "../../format";
import { usePath } from "../../state/application";
import { Tag, type Tone } from "./Tag";
import { words } from "./words";

const TONES: Record<string, Tone> = { ok: "good", exceeded: "warn" };

export function Charges({ request }: { request: RequestDetail }) {
  const path = usePath();
  if (request.charges.length === 0) return <Text className="quiet">{words.noLimits}</Text>;
  return (
    <Table aria-label={words.limits} verticalSpacing={6} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Limit</Table.Th>
          <Table.Th ta="right">Period</Table.Th>
          <Table.Th>State after</Table.Th>
          <Table.Th ta="right">Charged</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {request.charges.map((charge) => (
          <Table.Tr key={charge.limit_id}>
            <Table.Td>
              {charge.limit_name === null ? (
                <>
                  {charge.limit_id} <span className="quiet">{words.deletedLimit}</span>
                </>
              ) : (
                <Anchor
                  component={Link}
                  to={path(`/limits/${encodeURIComponent(charge.limit_id)}`)}
                  size="sm"
                >
                  {charge.limit_name}
                </Anchor>
              )}
            </Table.Td>
            <Table.Td className="number">{charge.period}</Table.Td>
            <Table.Td>
              <Tag tone={TONES[charge.state] ?? "bad"}>{charge.state.replaceAll("_", " ")}</Tag>
            </Table.Td>
            <Table.Td className="number">{exactMoney(charge.amount)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
