/** Every part of the portal in each of its states, from answers that never change: the reference of its look. */

import { Anchor, Group } from "@mantine/core";
import type { FC } from "react";
import { PageHeader } from "../../parts/PageHeader";
import { Bars, Charts, Distributions } from "./Charts";
import { Colours } from "./Colours";
import { Figures, Type } from "./Figures";
import { Forms } from "./Forms";
import { Deeds, Keys, Notices } from "./Moments";
import { States } from "./States";
import { Chips, Tables } from "./Tables";

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
