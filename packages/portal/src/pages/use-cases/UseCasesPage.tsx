/** Use Cases: every feature that spends money, with what it costs and whether it meets its goals. */

import { Button } from "@mantine/core";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { useIsOwner } from "../../state/application";
import { useView } from "../../state/view";
import { UseCasesCard } from "./UseCasesCard";
import { words } from "./words";

const UseCaseForm = later(async () => (await import("./UseCaseForm")).default);

export default function UseCasesPage() {
  const view = useView();
  const owner = useIsOwner();
  const close = () => view.set({ form: null }, true);
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view}>
        {owner && <Button onClick={() => view.set({ form: "new" })}>{words.create}</Button>}
      </PageHeader>
      <UseCasesCard view={view} />
      {owner && view.get("form") === "new" && <UseCaseForm close={close} />}
    </>
  );
}
