/** Groups of applications: what is in them and who may see it. */

import { Button, Group, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Group as ApplicationGroup, groupsQuery } from "../../api/session";
import { Card } from "../../parts/Card";
import { Waiting } from "../../parts/Honest";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { DeletedApplications } from "./DeletedApplications";
import { GroupDialogs } from "./GroupDialogs";
import { Roles } from "./Roles";
import { words } from "./words";

export function GroupsTab({ view, owner }: { view: View; owner: boolean }) {
  const groups = useQuery(groupsQuery);
  return (
    <Stack gap={0}>
      {owner && (
        <Group justify="flex-end" mb="md">
          <Button onClick={() => view.set({ do: "new-group" })}>{words.newGroup}</Button>
        </Group>
      )}
      <Waiting of={groups} height={240}>
        {(known) => (
          <>
            {known.map((group) => (
              <GroupCard key={group.id} group={group} view={view} />
            ))}
            <GroupDialogs view={view} groups={known} />
          </>
        )}
      </Waiting>
      <DeletedApplications zone={view.zone} />
    </Stack>
  );
}

function GroupCard({ group, view }: { group: ApplicationGroup; view: View }) {
  const shared = group.id !== "" && !group.personal;
  const mayChange = shared && group.role === "owner";
  const open = (what: string) => () => view.set({ do: what, group: group.id });
  return (
    <Card
      title={group.name}
      about={group.personal ? words.personal : group.id === "" ? "in no group" : undefined}
      actions={
        mayChange && (
          <>
            <Button
              size="compact-sm"
              variant="default"
              onClick={open("rename")}
              aria-label={`Rename ${group.name}`}
            >
              Rename
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              c="var(--bad)"
              onClick={open("delete")}
              aria-label={`${text.remove} ${group.name}`}
            >
              {text.remove}
            </Button>
          </>
        )
      }
    >
      <Stack gap="xs">
        {group.applications.length === 0 ? (
          <Text className="quiet">No application.</Text>
        ) : (
          <List listStyleType="none">
            {group.applications.map((application) => (
              <List.Item key={application.id}>
                <Link to={`/a/${application.id}/settings` as never}>{application.name}</Link>{" "}
                <span className="quiet">{application.role}</span>
              </List.Item>
            ))}
          </List>
        )}
        {shared && group.role !== null && (
          <Roles scope="group" id={group.id} owner={group.role === "owner"} />
        )}
      </Stack>
    </Card>
  );
}
