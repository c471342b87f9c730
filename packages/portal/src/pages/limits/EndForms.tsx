/** Ending the running period of a limit, or the limit itself: what it will mean first, then the deed. */

import { Alert, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { count } from "../../format";
import { Deed } from "../../parts/Deed";
import { told } from "../../parts/notices";
import { useApplicationId } from "../../state/application";
import { text } from "../../text/en";
import { inFull } from "./amounts";
import { createLimit, deleteLimit, forget, forgetDeleted, type Limit, resetLimit, wishFor } from "./limit";
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
    await forgetDeleted(cache, app, limit.limit_id);
    const again = () => createLimit(app, wishFor(limit)).then(() => forget(cache, app));
    told(`The limit ${limit.limit_name} is deleted`, limit.automatic ? undefined : again);
  };
  return (
    <Deed label={text.remove} act={remove} close={close} grave>
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
  return `${inFull(totals.cost.total.base)} from ${count(totals.requests.total)} requests`;
}
