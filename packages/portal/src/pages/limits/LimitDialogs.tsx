/** What is done to a limit. Which dialogue is open stands in the URL: `do`, and on the list `limit`. */

import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Waiting } from "../../parts/Honest";
import { useApplicationId, useIsOwner } from "../../state/application";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { CreateForm } from "./CreateForm";
import { EditForm } from "./EditForm";
import { DeleteForm, ResetForm } from "./EndForms";
import { type Limit, limitQuery } from "./limit";
import { words } from "./words";

const TITLES: Record<string, string> = {
  create: words.create,
  edit: "Edit limit",
  reset: "Reset limit",
  delete: "Delete limit",
};

/** `of` is the limit of the page; on the list the URL names it. `afterDelete` leaves the page of a deleted one. */
export function LimitDialogs({
  view,
  of,
  afterDelete,
}: {
  view: View;
  of?: string;
  afterDelete?: () => void;
}) {
  const owner = useIsOwner();
  const what = view.get("do");
  const id = of ?? view.get("limit");
  const close = () => view.set({ do: null, limit: null });
  if (!owner || what === undefined || !(what in TITLES)) return null;
  return (
    <Modal
      opened
      onClose={close}
      title={TITLES[what]}
      size="lg"
      closeButtonProps={{ "aria-label": text.close }}
    >
      {what === "create" && <CreateForm close={close} />}
      {what !== "create" && id && (
        <Known id={id}>
          {(limit) => (
            <>
              {what === "edit" && <EditForm limit={limit} close={close} />}
              {what === "reset" && <ResetForm limit={limit} close={close} />}
              {what === "delete" && <DeleteForm limit={limit} close={afterDelete ?? close} />}
            </>
          )}
        </Known>
      )}
    </Modal>
  );
}

function Known({ id, children }: { id: string; children: (limit: Limit) => React.ReactNode }) {
  const app = useApplicationId();
  return <Waiting of={useQuery(limitQuery(app, id))}>{children}</Waiting>;
}
