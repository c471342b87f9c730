/** Who may see and change an application. */

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { groupsQuery } from "../../api/session";
import { Card } from "../../parts/Card";
import { Roles } from "../organization/Roles";
import type { ApplicationDetail } from "./application";

export function MembersTab({ application }: { application: ApplicationDetail }) {
  const group = useQuery(groupsQuery).data?.find(
    (known) => known.id !== "" && known.id === application.group,
  );
  return (
    <>
      <Card
        title="Roles on this application"
        about="Owners change things and see keys; Readers see all data and settings. The strongest of the roles on application, group and organization holds."
        flush
      >
        <Roles scope="application" id={application.id} owner={application.role === "owner"} />
      </Card>
      {group && !group.personal && (
        <Card title={`Roles on the group ${group.name}`} about="These hold on every application in it." flush>
          <Roles scope="group" id={group.id} owner={group.role === "owner"} />
        </Card>
      )}
      <Text size="sm" mb="md">
        Roles on everything are given in <Link to={"/organization" as never}>the organization</Link>.
      </Text>
    </>
  );
}
