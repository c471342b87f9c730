/** What can be done to a limit of the list. */

import { Menu } from "@mantine/core";
import { FloatingMenu } from "../../parts/Floating";
import type { Beside } from "../../parts/Opener";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import type { Limit } from "./limit";
import { words } from "./words";

interface LimitActsProps {
  limit: Limit;
  view: View;
  beside: Beside;
}

export default function LimitActs({ limit, view, beside }: LimitActsProps) {
  const open = (what: string) => () => view.set({ do: what, limit: limit.limit_id });
  return (
    <FloatingMenu beside={beside} position="bottom-end">
      <Menu.Item onClick={open("edit")}>{words.edit}</Menu.Item>
      <Menu.Item onClick={open("reset")}>{words.reset}</Menu.Item>
      <Menu.Item onClick={open("delete")} c="var(--bad)">
        {text.remove}
      </Menu.Item>
    </FloatingMenu>
  );
}
