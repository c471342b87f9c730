/** The tokens of colour, and the colours of series: told apart with any colour vision. */

import { Group, Stack, Text } from "@mantine/core";
import { coloursOf } from "../../charts/colours";
import { useDark } from "../../charts/useDark";
import { Card } from "../../parts/Card";

const TOKENS = ["ink", "quiet", "line", "surface", "ground", "good", "warn", "bad"];
const SERIES = ["a", "b", "c", "d", "e", "f", "g", "h", "other"];

export function Colours() {
  const series = coloursOf(SERIES, useDark());
  return (
    <Card title="Colours" about="By name only, never by value; good and bad always with a word or a sign.">
      <Group gap="md" mb="md">
        {TOKENS.map((name) => (
          <Swatch key={name} name={`--${name}`} colour={`var(--${name})`} />
        ))}
        <Swatch name="accent" colour="var(--mantine-primary-color-filled)" />
      </Group>
      <Group gap="md">
        {SERIES.map((name, place) => (
          <Swatch
            key={name}
            name={name === "other" ? name : `series ${place + 1}`}
            colour={series.get(name) as string}
          />
        ))}
      </Group>
    </Card>
  );
}

function Swatch({ name, colour }: { name: string; colour: string }) {
  return (
    <Stack gap={4} align="center" w={72}>
      <span
        style={{
          width: 40,
          height: 40,
          borderRadius: 8,
          background: colour,
          border: "1px solid var(--line)",
        }}
      />
      <Text size="xs" className="quiet">
        {name}
      </Text>
    </Stack>
  );
}
