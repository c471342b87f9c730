/** The choice of a range: the usual ones, days of a calendar, the zone. Loaded when somebody chooses. */

import { Button, Divider, Group, SimpleGrid, Stack, Switch, Text } from "@mantine/core";
import { day, instant } from "../format";
import { localZone, PRESETS, previous } from "../state/ranges";
import { FloatingDialogue } from "./Floating";
import { later } from "./later";
import type { Beside } from "./Opener";
import { NAMES, type RangePickerProps } from "./RangePicker";

const Calendar = later(async () => (await import("./Calendar")).default, { height: 290 });

export default function RangePanel({
  view,
  comparable = true,
  beside,
}: RangePickerProps & { beside: Beside }) {
  const choose = (range: string) => {
    view.set({ range });
    beside.setOpened(false);
  };
  const before = previous(view);
  return (
    <FloatingDialogue beside={beside} label="Time range" position="bottom-end" width={340}>
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
        {beside.opened && <Calendar view={view} choose={choose} />}
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
    </FloatingDialogue>
  );
}
