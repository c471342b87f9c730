/** Over which time, in which zone, and whether the time before is shown beside. */

import { Button, Divider, Group, Popover, SimpleGrid, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { lazy, Suspense } from "react";
import { day, instant } from "../format";
import { localZone, PRESETS, previous } from "../state/ranges";
import type { View } from "../state/view";

const Calendar = lazy(() => import("./Calendar"));

const NAMES: Record<(typeof PRESETS)[number], string> = {
  "1h": "Last hour",
  "6h": "Last 6 hours",
  "24h": "Last 24 hours",
  today: "Today",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
  "12mo": "Last 12 months",
  "this-month": "This month",
  "last-month": "Last month",
};

interface RangePickerProps {
  view: View;
  /** False where nothing is shown beside. */
  comparable?: boolean;
}

export function RangePicker({ view, comparable = true }: RangePickerProps) {
  const [opened, { toggle, close }] = useDisclosure();
  const choose = (range: string) => {
    view.set({ range });
    close();
  };
  const before = previous(view);
  return (
    <Popover opened={opened} onDismiss={close} position="bottom-end" width={340} trapFocus>
      <Popover.Target>
        <Button variant="default" maw="100%" onClick={toggle} aria-haspopup="dialog" aria-expanded={opened}>
          {rangeName(view)}
          <Text component="span" size="xs" className="quiet" ml={8}>
            {view.zone}
          </Text>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Time range">
        <Stack gap="sm">
          <SimpleGrid cols={2} spacing={6}>
            {PRESETS.map((preset) => (
              <Button
                key={preset}
                size="compact-sm"
                variant={preset === view.range ? "filled" : "default"}
                onClick={() => choose(preset)}
              >
                {NAMES[preset]}
              </Button>
            ))}
          </SimpleGrid>
          <Divider label="or from day to day" />
          <Suspense fallback={<div style={{ height: 290 }} />}>
            {opened && <Calendar view={view} choose={choose} />}
          </Suspense>
          <Divider />
          {comparable && (
            <Switch
              label="Compare with the time before"
              description={`${day(before.from, view.zone)} to ${day(before.to, view.zone)}`}
              checked={view.compare}
              onChange={(event) => view.set({ compare: event.currentTarget.checked ? "previous" : null })}
            />
          )}
          <Switch
            label="In UTC"
            description={`otherwise ${localZone()}`}
            checked={view.zone === "UTC"}
            onChange={(event) => view.set({ zone: event.currentTarget.checked ? "UTC" : null })}
          />
          <Group>
            <Text size="xs" className="quiet">
              {instant(view.from, view.zone)} until {instant(view.to, view.zone)}, end not included
            </Text>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function rangeName(view: View): string {
  return (
    NAMES[view.range as keyof typeof NAMES] ??
    `${instant(view.from, view.zone)} – ${instant(view.to, view.zone)}`
  );
}
