/** Every part of the portal in each of its states, from answers that never change: the reference of its look. */

import { Anchor, Group } from "@mantine/core";
import type { FC } from "react";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";

const PART = { height: 300 };
const Bars = later(async () => (await import("./Charts")).Bars, PART);
const Charts = later(async () => (await import("./Charts")).Charts, PART);
const Distributions = later(async () => (await import("./Charts")).Distributions, PART);
const Colours = later(async () => (await import("./Colours")).Colours, PART);
const Figures = later(async () => (await import("./Figures")).Figures, PART);
const Type = later(async () => (await import("./Figures")).Type, PART);
const Forms = later(async () => (await import("./Forms")).Forms, PART);
const Deeds = later(async () => (await import("./Moments")).Deeds, PART);
const Keys = later(async () => (await import("./Moments")).Keys, PART);
const Notices = later(async () => (await import("./Moments")).Notices, PART);
const States = later(async () => (await import("./States")).States, PART);
const Chips = later(async () => (await import("./Tables")).Chips, PART);
const Tables = later(async () => (await import("./Tables")).Tables, PART);

const PARTS: readonly [string, FC][] = [
  ["Colours", Colours],
  ["Type", Type],
  ["Figures", Figures],
  ["Tables", Tables],
  ["Chips", Chips],
  ["Charts", Charts],
  ["Distributions", Distributions],
  ["Bars", Bars],
  ["States", States],
  ["Forms", Forms],
  ["Deeds", Deeds],
  ["Notices", Notices],
  ["Keys", Keys],
];

export default function PatternsPage() {
  return (
    <>
      <PageHeader title="Patterns" answers="Every part in each of its states." />
      <Group component="nav" aria-label="Parts" gap="sm" mb="md" className="no-print">
        {PARTS.map(([name]) => (
          <Anchor key={name} href={`#${name.toLowerCase()}`} size="sm">
            {name}
          </Anchor>
        ))}
      </Group>
      {PARTS.map(([name, Part]) => (
        <div key={name} id={name.toLowerCase()}>
          <Part />
        </div>
      ))}
    </>
  );
}
