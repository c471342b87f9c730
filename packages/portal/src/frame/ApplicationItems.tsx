/** The applications, by their groups. Loaded when somebody looks for another. */

import { Menu } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import type { Group } from "../api/session";
import { FloatingMenu } from "../parts/Floating";
import type { Beside } from "../parts/Opener";
import { useApplicationId } from "../state/application";
import { carried } from "./carried";

const RANGE_ONLY = (search: Record<string, unknown>) => {
  const { f: _filtersOfTheOther, ...kept } = carried(search);
  return kept;
};

export default function ApplicationItems({ groups, beside }: { groups: readonly Group[]; beside: Beside }) {
  const current = useApplicationId();
  const page = useRouterState({ select: (state) => state.location.pathname.split("/")[3] ?? "overview" });
  return (
    <FloatingMenu beside={beside} position="bottom-start" width={280}>
      {groups.map((group) => (
        <div key={group.id} role="group" aria-label={group.name}>
          <Menu.Label>{group.name}</Menu.Label>
          {group.applications.map((application) => (
            <Menu.Item
              key={application.id}
              component={Link}
              to={`/a/${application.id}/${current ? page : "overview"}`}
              search={RANGE_ONLY as never}
              fw={application.id === current ? 600 : undefined}
            >
              {application.name}
            </Menu.Item>
          ))}
        </div>
      ))}
    </FloatingMenu>
  );
}
