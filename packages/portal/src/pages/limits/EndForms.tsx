/** Ending the running period of a limit, or the limit itself: what it will mean first, then the deed. */

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { count, exactMoney } from "../../format";
import { Failed } from "../../parts/Honest";
import { told } from "../../parts/notices";
import { useApplicationId } from "../../state/application";
import { text } from "../../text/en";
import { createLimit, deleteLimit, forget, type Limit, resetLimit, wishFor } from "./limit";
import { words } from "./words";

interface EndProps {
  limit: Limit;
  close: () => void;
}

export function ResetForm({ limit, close }: EndProps) {
  const app = useApplicationId();
  const cache = useQueryClient();
  const reset = async () => {
    await resetLimit(app, limit.limit_id);
    await forget(cache, app);
    close();
    told(`The limit ${limit.limit_name} began a new period`);
  };
  return (
    <Deed label={words.reset} act={reset} close={close}>
      <Text>
        The running period of <b>{limit.limit_name}</b> is closed with {spent(limit)}. The next one begins
        now, at $0, in the state ok
        {limit.limit_type === "block" && limit.state === "overrun" ? ": calls will pass again." : "."}
      </Text>
      <Alert color="yellow" variant="light">
        {words.noReset}
      </Alert>
    </Deed>
  );
}

export function DeleteForm({ limit, close }: EndProps) {
  const app = useApplicationId();
  const cache = useQueryClient();
  const remove = async () => {
    await deleteLimit(app, limit.limit_id);
    close();
    await forget(cache, app);
    const again = () => createLimit(app, wishFor(limit)).then(() => forget(cache, app));
    told(`The limit ${limit.limit_name} is deleted`, limit.automatic ? undefined : again);
  };
  return (
    <Deed label={text.remove} act={remove} close={close} colour="red">
      <Text>
        <b>{limit.limit_name}</b> stops adding up, with {spent(limit)} in its running period
        {limit.limit_type === "block" ? ", and refuses no more calls" : ""}. Requests that go on naming{" "}
        <code>{limit.limit_id}</code> are recorded with a warning.
      </Text>
      <Text>{words.deleteKeeps}</Text>
      {!limit.automatic && <Text className="quiet">{words.deleteUndo}</Text>}
    </Deed>
  );
}

function spent({ totals }: Limit): string {
  return `${exactMoney(totals.cost.total.base)} from ${count(totals.requests.total)} requests`;
}

interface DeedProps {
  label: string;
  act: () => Promise<void>;
  close: () => void;
  colour?: string;
  children: ReactNode;
}

function Deed({ label, act, close, colour, children }: DeedProps) {
  const [fault, setFault] = useState<unknown>(null);
  return (
    <Stack>
      {children}
      {fault !== null && <Failed error={fault} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close} data-autofocus>
          {text.cancel}
        </Button>
        <Button color={colour ?? "teal"} onClick={() => act().catch(setFault)}>
          {label}
        </Button>
      </Group>
    </Stack>
  );
}
