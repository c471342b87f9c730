/** Which application is looked at, and the way to another. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy } from "react";
import { groupsQuery } from "../api/session";
import { Opener } from "../parts/Opener";
import { useApplication } from "../state/application";

const load = () => import("./ApplicationItems");
const ApplicationItems = lazy(load);

export function ApplicationMenu() {
  const groups = useQuery(groupsQuery).data ?? [];
  const current = useApplication();
  if (groups.length === 0) return null;
  const button = (
    <Button variant="default" size="compact-md" maw={{ base: 150, sm: 320 }}>
      <span className="visually-hidden">Application </span>
      {current?.name ?? "Applications"}
    </Button>
  );
  return (
    <Opener popup="menu" button={button} load={load}>
      {(beside) => <ApplicationItems groups={groups} beside={beside} />}
    </Opener>
  );
}
