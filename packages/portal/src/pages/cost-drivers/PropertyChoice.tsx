/** Which property the cost is split by. */

import { Autocomplete, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import { count } from "../../format";
import { useApplicationId } from "../../state/application";
import type { View } from "../../state/view";
import { type Described, keysOf } from "./keys";
import { words } from "./words";

/** The latest requests that are looked at for keys. */
const LOOKED_AT = 100;

interface PropertyChoiceProps {
  view: View;
  chosen: string;
  choose: (key: string) => void;
}

export function PropertyChoice({ view, chosen, choose }: PropertyChoiceProps) {
  const keys = useKeysSeen(view);
  const [typed, setTyped] = useState(chosen);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== "") choose(typed.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" mb="xs">
        <Autocomplete
          label={words.property}
          placeholder={words.chooseProperty}
          w={300}
          data={keys}
          value={typed}
          onChange={setTyped}
          onOptionSubmit={choose}
        />
        <Button type="submit" variant="default">
          Split
        </Button>
      </Group>
      <Text size="sm" className="quiet" mb="md">
        {chosen === "" ? `${words.noProperty} ` : ""}
        {words.keysSeen(count(LOOKED_AT))}
      </Text>
    </form>
  );
}

function useKeysSeen({ from, to, filters }: View): string[] {
  const application = useApplicationId();
  const body = { from, to, filters, limit: LOOKED_AT };
  const latest = useQuery({
    queryKey: ["property-keys", application, body],
    queryFn: () => api<{ items: Described[] }>("/requests/search", { method: "POST", body, application }),
  });
  return keysOf(latest.data?.items ?? []);
}
