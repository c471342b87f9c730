/** The function calls that the model asked for, by the request whose answer asked. */

import { Anchor, List, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Card } from "../../parts/Card";
import type { Bar } from "./waterfall";
import { words } from "./words";

export function Calls({ bars }: { bars: readonly Bar[] }) {
  const asked = bars.filter((bar) => bar.request.calls !== null);
  if (asked.length === 0) return null;
  return (
    <Card title={words.calls} about={words.callsMeaning}>
      <List spacing="xs" listStyleType="none">
        {asked.map(({ number, request: { request_id, calls } }) => (
          <List.Item key={request_id}>
            <Anchor
              component={Link}
              size="sm"
              to="."
              resetScroll={false}
              search={((before: Record<string, unknown>) => ({ ...before, open: request_id })) as never}
            >
              Request {number}
            </Anchor>{" "}
            <Text component="span" size="sm" ff="monospace">
              {calls?.map((call) => call.name).join(", ")}
            </Text>
          </List.Item>
        ))}
      </List>
    </Card>
  );
}
