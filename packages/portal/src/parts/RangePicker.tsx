/** Over which time, in which zone, and whether the time before is shown beside. */

import { Button, Text } from "@mantine/core";
import { instant } from "../format";
import type { PRESETS } from "../state/ranges";
import type { View } from "../state/view";
import { later } from "./later";
import { Opener } from "./Opener";

const RangePanel = later(async () => (await import("./RangePanel")).default);

export const NAMES: Record<(typeof PRESETS)[number], string> = {
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

export interface RangePickerProps {
  view: View;
  /** False where nothing is shown beside. */
  comparable?: boolean;
}

export function RangePicker(props: RangePickerProps) {
  const button = (
    <Button variant="default" maw="100%">
      {rangeName(props.view)}
      <Text component="span" size="xs" className="quiet" ml={8}>
        {props.view.zone}
      </Text>
    </Button>
  );
  return (
    <Opener popup="dialog" button={button} ahead={RangePanel.ahead}>
      {(beside) => <RangePanel {...props} beside={beside} />}
    </Opener>
  );
}

function rangeName(view: View): string {
  return (
    NAMES[view.range as keyof typeof NAMES] ??
    `${instant(view.from, view.zone)} – ${instant(view.to, view.zone)}`
  );
}
