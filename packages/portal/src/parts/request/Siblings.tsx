/** The other requests of the instance, in the order they were made. */

import { Anchor, Stack, Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { RequestDetail } from "../../api/requests";
import { instant } from "../../format";
import { usePath } from "../../state/application";
import type { View } from "../../state/view";
import { Money } from "../Figure";
import { words } from "./words";

export function Siblings({ request, view }: { request: RequestDetail; view: View }) {
  const path = usePath();
  const instance = `/use-cases/${encodeURIComponent(request.use_case)}/${encodeURIComponent(request.instance)}`;
  return (
    <Stack gap="xs" align="flex-start">
      <Table aria-label={words.siblings} verticalSpacing={4} fz="sm">
        <Table.Tbody>
          {request.siblings.map((sibling) => (
            <Table.Tr key={sibling.request_id}>
              <Table.Td>
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  onClick={() => view.set({ open: sibling.request_id })}
                >
                  {instant(sibling.time, view.zone, true)}
                </Anchor>
              </Table.Td>
              <Table.Td>{sibling.step}</Table.Td>
              <Table.Td className="number">
                <Money amount={sibling.cost} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Anchor component={Link} to={path(instance)} size="sm">
        {words.allOfInstance}
      </Anchor>
    </Stack>
  );
}
