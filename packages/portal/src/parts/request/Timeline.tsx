/** When a request began, gave its first tokens, and ended: drawn to scale, and told. */

import { Group, Stack, Text } from "@mantine/core";
import type { RequestDetail } from "../../api/requests";
import { duration, instant } from "../../format";
import { type Phase, phasesOf } from "./phases";

const INKS = [
  "light-dark(#b9c2ca, #4a545e)",
  "light-dark(#3f63c6, #8ba7ff)",
  "var(--mantine-primary-color-filled)",
];

function inkOf(phase: Phase): string | undefined {
  if (phase.name.startsWith("Waiting")) return INKS[0];
  return phase.name.startsWith("Reasoning") ? INKS[1] : INKS[2];
}

export function Timeline({ request, zone }: { request: RequestDetail; zone: string }) {
  const phases = phasesOf(request);
  const end = request.latency_ms ?? 0;
  return (
    <Stack gap={6}>
      <Text size="sm">
        {instant(request.time, zone, true)} <span className="quiet">{zone}</span>
        {end > 0 && <> · took {duration(end)}</>}
      </Text>
      {phases.length > 0 && (
        <div
          role="img"
          aria-label={phases.map((phase) => `${phase.name}: ${duration(phase.to - phase.from)}`).join(", ")}
          style={{ display: "flex", height: 14, borderRadius: 4, overflow: "hidden", gap: 1 }}
        >
          {phases.map((phase) => (
            <div
              key={phase.name}
              style={{
                width: `${((phase.to - phase.from) / Math.max(end, 1)) * 100}%`,
                background: inkOf(phase),
              }}
            />
          ))}
        </div>
      )}
      <Group gap="md">
        {phases.map((phase) => (
          <Group key={phase.name} gap={6}>
            <span
              aria-hidden
              style={{ width: 10, height: 10, borderRadius: 2, background: inkOf(phase), flexShrink: 0 }}
            />
            <Text size="sm">
              {phase.name} <span className="quiet">{duration(phase.to - phase.from)}</span>
            </Text>
          </Group>
        ))}
        {phases.length === 0 && <Text className="quiet">The time it took was not told.</Text>}
      </Group>
    </Stack>
  );
}
