/** The categories: what was used first, then one's own, then all others. */

import { Badge, Group, NavLink, ScrollArea, Stack, Text } from "@mantine/core";
import { Card } from "../../parts/Card";
import { Money } from "../../parts/Figure";
import type { View } from "../../state/view";
import { isManaged } from "./resources";
import type { Usage } from "./usage";
import { words } from "./words";

interface CategoriesProps {
  view: View;
  /** By name. */
  categories: readonly string[];
  usage: Usage;
  chosen: string;
}

export function Categories({ view, categories, usage, chosen }: CategoriesProps) {
  return (
    <Card title={words.categories}>
      <ScrollArea.Autosize
        mah={{ base: 260, lg: 680 }}
        type="auto"
        scrollbars="y"
        viewportProps={{ tabIndex: -1 }}
      >
        <Stack component="nav" gap={2} pr="sm" aria-label={words.categories}>
          {categories.map((category) => (
            <NavLink
              key={category}
              component="button"
              type="button"
              active={category === chosen}
              aria-current={category === chosen ? "true" : undefined}
              onClick={() => view.set({ category, resource: null, version: null })}
              label={<Label category={category} />}
              rightSection={<Spent amount={usage.ofCategory(category)} />}
              py={6}
              style={{ borderRadius: 8 }}
            />
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Card>
  );
}

function Label({ category }: { category: string }) {
  const managed = isManaged(category);
  return (
    <Group gap={6} wrap="nowrap">
      <Text component="span" size="sm" truncate>
        {managed ? category.slice("system.".length) : category}
      </Text>
      {!managed && (
        <Badge size="xs" variant="light" tt="none" style={{ flexShrink: 0 }}>
          {words.custom}
        </Badge>
      )}
    </Group>
  );
}

function Spent({ amount }: { amount: string | null }) {
  return amount === null ? null : (
    <Text component="span" size="sm">
      <Money amount={amount} />
    </Text>
  );
}
