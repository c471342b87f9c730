/** The properties of a request: an owner adds, changes and takes away, and can undo each. */

import { ActionIcon, Button, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeProperties, type RequestDetail, requestKey } from "../../api/requests";
import { useApplicationId, useIsOwner } from "../../state/application";
import { failed, told } from "../notices";
import { words } from "./words";

export function Properties({ request }: { request: RequestDetail }) {
  const owner = useIsOwner();
  const change = useChange(request);
  const named = Object.entries(request.properties).sort(([one], [other]) => one.localeCompare(other));
  return (
    <Stack gap="xs">
      {named.length === 0 && <Text className="quiet">{words.noProperties}</Text>}
      {named.length > 0 && (
        <Table aria-label={words.properties} verticalSpacing={4} fz="sm">
          <Table.Tbody>
            {named.map(([key, value]) => (
              <Property key={key} name={key} value={value} change={owner ? change : undefined} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      {owner && <NewProperty add={change} />}
    </Stack>
  );
}

type ChangeProperty = (key: string, value: string | null) => Promise<void>;

/** Changes one property, shows the request anew, and offers the way back. */
function useChange(request: RequestDetail): ChangeProperty {
  const application = useApplicationId();
  const cache = useQueryClient();
  const put = async (key: string, value: string | null) => {
    await changeProperties(request.request_id, { [key]: value }, application);
    await cache.invalidateQueries({ queryKey: requestKey(application, request.request_id) });
  };
  return async (key, value) => {
    const former = request.properties[key] ?? null;
    try {
      await put(key, value);
      told(value === null ? `Took away ${key}` : `${key} is now ${value}`, () => put(key, former));
    } catch (fault) {
      failed(fault);
    }
  };
}

interface PropertyProps {
  name: string;
  value: string;
  change: ChangeProperty | undefined;
}

function Property({ name, value, change }: PropertyProps) {
  const [typed, setTyped] = useState(value);
  const save = () => {
    if (typed !== value && typed !== "") void change?.(name, typed);
  };
  return (
    <Table.Tr>
      <Table.Td className="quiet">{name}</Table.Td>
      <Table.Td>
        {change ? (
          <TextInput
            size="xs"
            variant="unstyled"
            aria-label={`Value of ${name}`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onBlur={save}
            onKeyDown={(event) => event.key === "Enter" && save()}
          />
        ) : (
          value
        )}
      </Table.Td>
      {change && (
        <Table.Td w={40}>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={`Take away ${name}`}
            onClick={() => void change(name, null)}
          >
            ✕
          </ActionIcon>
        </Table.Td>
      )}
    </Table.Tr>
  );
}

function NewProperty({ add }: { add: ChangeProperty }) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const put = () =>
    add(key.trim(), value.trim()).then(() => {
      setKey("");
      setValue("");
    });
  return (
    <Group gap="xs" wrap="nowrap">
      <TextInput
        size="xs"
        placeholder="key"
        aria-label="Key of a new property"
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        placeholder="value"
        aria-label="Value of a new property"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Button size="xs" variant="default" disabled={!key.trim() || !value.trim()} onClick={() => void put()}>
        {words.addProperty}
      </Button>
    </Group>
  );
}
