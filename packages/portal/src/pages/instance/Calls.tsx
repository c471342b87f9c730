/** The function calls that the model asked for, by the request whose answer asked. */

import { Anchor, List, Text } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { type RequestDetail, requestKey } from "../../api/requests";
import { Card } from "../../parts/Card";
import { useApplicationId } from "../../state/application";
import type { Bar } from "./waterfall";
import { words } from "./words";

interface FunctionCall {
  name: string;
  /** Only where content is kept. */
  arguments?: string;
}

export function Calls({ bars }: { bars: readonly Bar[] }) {
  const app = useApplicationId();
  const details = useQueries({
    queries: bars.map(({ request: { request_id } }) => ({
      queryKey: requestKey(app, request_id),
      queryFn: () => api<RequestDetail>(`/requests/${encodeURIComponent(request_id)}`, { application: app }),
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: (found) => found.map((one) => one.data),
  });
  const asked = bars.flatMap((bar, place) => {
    const calls = (details[place]?.calls ?? []) as FunctionCall[];
    return calls.length > 0 ? [{ bar, calls }] : [];
  });
  if (asked.length === 0) return null;
  return (
    <Card title={words.calls} about={words.callsMeaning}>
      <List spacing="xs" listStyleType="none">
        {asked.map(({ bar, calls }) => (
          <List.Item key={bar.request.request_id}>
            <Anchor
              component={Link}
              size="sm"
              to="."
              resetScroll={false}
              search={
                ((before: Record<string, unknown>) => ({ ...before, open: bar.request.request_id })) as never
              }
            >
              Request {bar.number}
            </Anchor>{" "}
            {calls.map((call) => (
              <Text key={`${call.name} ${call.arguments}`} component="span" size="sm" ff="monospace" mr="sm">
                {call.name}({call.arguments ?? "…"})
              </Text>
            ))}
          </List.Item>
        ))}
      </List>
    </Card>
  );
}
