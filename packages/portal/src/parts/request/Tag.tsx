/** A word about how something stands; its colour only repeats what it says. */

import { Badge } from "@mantine/core";
import type { ReactNode } from "react";

export type Tone = "good" | "warn" | "bad" | "quiet";

export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <Badge variant="default" tt="none" style={{ color: `var(--${tone})` }}>
      {children}
    </Badge>
  );
}
