/** Pricing recorded requests again: what would change, to the last digit, before anything does. */

import { Button, Checkbox, Group, Modal, Stack, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { Filter } from "../../api/questions";
import { count, exactMoney, instant } from "../../format";
import { filterSentence } from "../../parts/FilterBar";
import { Waiting } from "../../parts/Honest";
import { failed, told } from "../../parts/notices";
import { Facts } from "../../parts/request/Facts";
import { useApplicationId } from "../../state/application";
import type { Range } from "../../state/ranges";
import { text } from "../../text/en";
import type { Repricing } from "./resources";
import { words } from "./words";

interface RepriceFormProps {
  range: Range;
  zone: string;
  filters: Filter[];
  close: () => void;
}

export function RepriceForm({ range, zone, filters, close }: RepriceFormProps) {
  const application = useApplicationId();
  const cache = useQueryClient();
  const [chargeLimits, setChargeLimits] = useState(false);
  const [body] = useState({ ...range, filters });
  const ask = (path: string, body: object) => api<Repricing>(path, { method: "POST", body, application });
  const preview = useQuery({
    queryKey: ["reprice", application, body],
    queryFn: () => ask("/reprice/preview", body),
    staleTime: 0,
  });
  const apply = async () => {
    const decided = { ...body, apply: true, charge_limits: chargeLimits };
    const done = await ask("/requests/reprice", decided);
    close();
    told(words.applied(count(done.changed), exactMoney(done.change)));
    await cache.invalidateQueries();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={words.repriceTitle}
      size="lg"
      closeButtonProps={{ "aria-label": text.close }}
      attributes={{ header: { role: "presentation" } }}
    >
      <Stack gap="sm">
        <Text size="sm">{words.repriceMeaning}</Text>
        <Text size="sm" className="quiet">
          {instant(body.from, zone)} until {instant(body.to, zone)}
          {filters.map((filter) => ` · ${filterSentence(filter)}`)}
        </Text>
        <Waiting of={preview} height={160}>
          {(found) => <Preview found={found} />}
        </Waiting>
        {preview.data && preview.data.changed > 0 && (
          <>
            <Checkbox
              label={words.chargeLimits}
              checked={chargeLimits}
              onChange={(event) => setChargeLimits(event.currentTarget.checked)}
            />
            <Text size="sm" className="quiet">
              {words.repriceFinal}
            </Text>
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {text.cancel}
          </Button>
          <Button disabled={!preview.data?.changed} onClick={() => apply().catch(failed)}>
            {words.apply}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Preview({ found }: { found: Repricing }) {
  const byResource = Object.entries(found.by_resource);
  return (
    <>
      <Facts
        facts={[
          [words.lookedAt, count(found.requests)],
          [words.changing, count(found.changed)],
          [words.before, exactMoney(found.before)],
          [words.after, exactMoney(found.after)],
          [
            words.difference,
            <strong key="change" data-change={found.change}>
              {exactMoney(found.change)}
            </strong>,
          ],
        ]}
      />
      {found.changed === 0 && <Text className="quiet">{words.nothingChanges}</Text>}
      {byResource.length > 0 && (
        <Table aria-label="Difference by resource" fz="sm">
          <Table.Tbody>
            {byResource.map(([resource, change]) => (
              <Table.Tr key={resource}>
                <Table.Td>{resource}</Table.Td>
                <Table.Td className="number">{exactMoney(change)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}
