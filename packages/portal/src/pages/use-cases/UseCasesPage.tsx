/** Use Cases: every feature that spends money, with what it costs and whether it meets its goals. */

import { Button } from "@mantine/core";
import { lazy, Suspense } from "react";
import { PageHeader } from "../../parts/PageHeader";
import { useIsOwner } from "../../state/application";
import { useView } from "../../state/view";
import { UseCasesCard } from "./UseCasesCard";
import { words } from "./words";

const UseCaseForm = lazy(() => import("./UseCaseForm"));

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
      {owner && view.get("form") === "new" && (
        <Suspense fallback={null}>
          <UseCaseForm close={close} />
        </Suspense>
      )}
    </>
  );
}
