/** Making groups and applications; loaded when it is wanted. */

import { lazy, Suspense } from "react";
import type { Group } from "../../api/session";
import type { View } from "../../state/view";

const NewApplication = lazy(() => import("./NewApplication"));
const GroupDialogs = lazy(async () => ({
  default: (await import("../organization/GroupDialogs")).GroupDialogs,
}));

export function HomeDialogs({ view, groups }: { view: View; groups: readonly Group[] }) {
  const wanted = view.get("do");
  return (
    <Suspense fallback={null}>
      {wanted === "new-application" && <NewApplication view={view} groups={groups} />}
      {wanted === "new-group" && <GroupDialogs view={view} groups={groups} />}
    </Suspense>
  );
}
