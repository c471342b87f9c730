/** The versions of a resource along time: since when, until when, at what price. */

import { Badge, Group, Text, Timeline, UnstyledButton } from "@mantine/core";
import { day, exactMoney } from "../../format";
import { perOf, priceAt } from "./prices";
import type { Version } from "./resources";
import { words } from "./words";

interface HistoryProps {
  /** By their start. */
  versions: readonly Version[];
  chosen: Version;
  choose: (version: Version) => void;
  zone: string;
}

export function History({ versions, chosen, choose, zone }: HistoryProps) {
  const newestFirst = [...versions].reverse();
  const inForce = newestFirst.findIndex((version) => version.active);
  return (
    <Timeline
      bulletSize={14}
      lineWidth={2}
      reverseActive
      active={inForce < 0 ? -1 : newestFirst.length - 1 - inForce}
      aria-label={words.history}
    >
      {newestFirst.map((version) => (
        <Timeline.Item
          key={version.resource_id}
          title={
            <UnstyledButton
              onClick={() => choose(version)}
              aria-pressed={version === chosen}
              fw={version === chosen ? 650 : 450}
            >
              <Group gap={8}>
                <Text component="span" size="sm" fw="inherit">
                  {period(version, zone)}
                </Text>
                <Standing version={version} />
              </Group>
            </UnstyledButton>
          }
        >
          <Text size="sm" className="quiet">
            {headline(version)}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

function period(version: Version, zone: string): string {
  const start = Date.parse(version.start_timestamp) === 0 ? "always" : day(version.start_timestamp, zone);
  const scope = version.mapped_resource;
  const where = scope ? `, ${[scope.scope, scope.sub_scope].filter(Boolean).join(" ")}` : "";
  return version.end_timestamp
    ? `${start} – ${day(version.end_timestamp, zone)}${where}`
    : `since ${start}${where}`.replace("since always", "always");
}

function Standing({ version }: { version: Version }) {
  if (version.active)
    return (
      <Badge size="sm" variant="light" tt="none">
        {words.inForce}
      </Badge>
    );
  const planned = Date.parse(version.start_timestamp) > Date.now();
  return (
    <Badge size="sm" variant="default" tt="none">
      {planned ? words.planned : words.over}
    </Badge>
  );
}

/** The price of the first unit, in and out. */
function headline(version: Version): string {
  const [unit, prices] = Object.entries(version.units)[0] ?? [];
  if (unit === undefined || prices === undefined) return "";
  const per = perOf(unit);
  const told = (price: string) => exactMoney(priceAt(price, per));
  return `${unit}: ${told(prices.input_price)} in, ${told(prices.output_price)} out, ${per === 1 ? words.perUnit : words.perMillion}`;
}
