/** Which application is looked at, and the way to another. */

import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { groupsQuery } from "../api/session";
import { useApplication } from "../state/application";
import { carried } from "./carried";

const RANGE_ONLY = (search: Record<string, unknown>) => {
  const { f: _filtersOfTheOther, ...kept } = carried(search);
  return kept;
};

export function ApplicationMenu() {
  const groups = useQuery(groupsQuery).data ?? [];
  const current = useApplication();
  const page = useRouterState({ select: (state) => state.location.pathname.split("/")[3] ?? "overview" });
  if (groups.length === 0) return null;
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Button variant="default" size="compact-md" maw={{ base: 150, sm: 320 }}>
          <span className="visually-hidden">Application </span>
          {current?.name ?? "Applications"}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map((group) => (
          <div key={group.id} role="group" aria-label={group.name}>
            <Menu.Label>{group.name}</Menu.Label>
            {group.applications.map((application) => (
              <Menu.Item
                key={application.id}
                component={Link}
                to={`/a/${application.id}/${current ? page : "overview"}`}
                search={RANGE_ONLY as never}
                fw={application.id === current?.id ? 600 : undefined}
              >
                {application.name}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
