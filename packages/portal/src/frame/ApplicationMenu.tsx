/** Which application is looked at, and the way to another. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { groupsQuery } from "../api/session";
import { later } from "../parts/later";
import { Opener } from "../parts/Opener";
import { useApplication } from "../state/application";

const ApplicationItems = later(async () => (await import("./ApplicationItems")).default);

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
    <Opener popup="menu" button={button} ahead={ApplicationItems.ahead}>
      {(beside) => <ApplicationItems groups={groups} beside={beside} />}
    </Opener>
  );
}
