/** Limits on a narrow screen: one below the other, each with its bar. */

import { Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Money } from "../../parts/Figure";
import { usePath } from "../../state/application";
import { Bar, fullness, StateMark } from "./Bar";
import type { Limit } from "./limit";

interface LimitCardsProps {
  limits: readonly Limit[];
  /** Reads on; absent when these are all. */
  more: (() => void) | undefined;
  empty: string;
}

export function LimitCards({ limits, more, empty }: LimitCardsProps) {
  const path = usePath();
  return (
    <Stack gap="lg" px="md">
      {limits.length === 0 && <Text className="quiet">{empty}</Text>}
      {limits.map((limit) => (
        <Stack key={limit.limit_id} gap={4} component="article" aria-label={limit.limit_name}>
          <Group justify="space-between" wrap="nowrap" align="baseline">
            <Text
              component={Link}
              to={path(`/limits/${encodeURIComponent(limit.limit_id)}`)}
              className="plain-link"
              fw={600}
              style={{ overflowWrap: "anywhere" }}
            >
              {limit.limit_name}
            </Text>
            <StateMark state={limit.state} />
          </Group>
          <Bar spend={limit.totals.cost.total.base} {...limit} />
          <Group justify="space-between">
            <Text size="sm">
              <Money amount={limit.totals.cost.total.base} /> of <Money amount={limit.max} />
            </Text>
            <Text size="sm" className="quiet">
              {fullness(limit.totals.cost.total.base, limit.max)}
            </Text>
          </Group>
        </Stack>
      ))}
      {more && (
        <Button variant="default" onClick={more}>
          More
        </Button>
      )}
    </Stack>
  );
}
