/** By what a page is split: a tab for each choice; what is chosen stands in the URL as `by`. */

import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import type { View } from "../state/view";

interface DimensionTabsProps {
  view: View;
  /** The names of the choices, with what they are called. */
  tabs: Record<string, string>;
  chosen: string;
  children: ReactNode;
}

export function DimensionTabs({ view, tabs, chosen, children }: DimensionTabsProps) {
  const choose = (next: string | null) => view.set({ by: next, only: null, order: null, row: null });
  return (
    <Tabs value={chosen} onChange={choose} keepMounted={false}>
      <Tabs.List mb="md">
        {Object.entries(tabs).map(([name, label]) => (
          <Tabs.Tab key={name} value={name}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={chosen}>{children}</Tabs.Panel>
    </Tabs>
  );
}
