/** Making groups and applications; loaded when it is wanted. */

import type { Group } from "../../api/session";
import { later } from "../../parts/later";
import type { View } from "../../state/view";

const NewApplication = later(async () => (await import("./NewApplication")).default);
const GroupDialogs = later(async () => (await import("../organization/GroupDialogs")).GroupDialogs);

export function HomeDialogs({ view, groups }: { view: View; groups: readonly Group[] }) {
  const wanted = view.get("do");
  return (
    <>
      {wanted === "new-application" && <NewApplication view={view} groups={groups} />}
      {wanted === "new-group" && <GroupDialogs view={view} groups={groups} />}
    </>
  );
}
