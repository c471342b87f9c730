/** The limits whose threshold or maximum is passed; that all others are fine, in one line. */

import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { apiExact, everyItem } from "../../api/client";
import { Card } from "../../parts/Card";
import { Money } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { useApplicationId, usePath } from "../../state/application";
import { Bar, StateMark } from "../limits/Bar";
import type { Limit } from "../limits/limit";
import { words } from "./words";

const SHOWN = 5;

export function LimitsCard() {
  const application = useApplicationId();
  const path = usePath();
  const limits = useQuery({
    queryKey: ["limits", application, "every"],
    queryFn: () => everyItem<Limit>("/limits", { application }, apiExact),
    refetchInterval: 60_000,
  });
  return (
    <Card title={words.limits}>
      <Waiting of={limits} height={120}>
        {(every) => {
          const near = every.filter((limit) => limit.state !== "ok");
          const calm = every.length === 0 ? words.noLimits : words.limitsFine(every.length);
          if (near.length === 0) return <Text className="quiet">{calm}</Text>;
          return (
            <Stack gap="md">
              {near.slice(0, SHOWN).map((limit) => (
                <Near key={limit.limit_id} limit={limit} />
              ))}
            </Stack>
          );
        }}
      </Waiting>
      <Text size="sm" mt="sm">
        <Link to={path("/limits")}>{words.allLimits}</Link>
      </Text>
    </Card>
  );
}

function Near({ limit }: { limit: Limit }) {
  const path = usePath();
  const spend = limit.totals.cost.total.base;
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Link to={path(`/limits/${encodeURIComponent(limit.limit_id)}`)} className="plain-link name">
          {limit.limit_name}
        </Link>
        <StateMark state={limit.state} />
      </Group>
      <Bar spend={spend} max={limit.max} threshold={limit.threshold} state={limit.state} />
      <Text size="xs" className="quiet" mt={4}>
        <Money amount={spend} /> of <Money amount={limit.max} />
      </Text>
    </div>
  );
}
