/** The way from a limit to who changed it. */

import { Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useApplicationId } from "../../state/application";
import { words } from "./words";

export function AuditItem({ limit_id }: { limit_id: string }) {
  const app = useApplicationId();
  return (
    <>
      <Menu.Label>{words.changes}</Menu.Label>
      <Menu.Item
        component={Link}
        to="/organization"
        search={{ tab: "audit", application: app, q: limit_id } as never}
      >
        {words.audit}
      </Menu.Item>
    </>
  );
}
