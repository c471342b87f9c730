/** The answer first: what a request cost and how it went; then its id, its link and its JSON. */

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import type { RequestDetail } from "../../api/requests";
import { usePath } from "../../state/application";
import { text } from "../../text/en";
import { Money } from "../Figure";
import { failed, told } from "../notices";
import { Tag } from "./Tag";
import { words } from "./words";

export function Head({ request }: { request: RequestDetail }) {
  const path = usePath();
  const copy = (content: string) =>
    navigator.clipboard.writeText(content).then(() => told(text.copied), failed);
  const link = `${window.location.origin}${path("/requests")}?open=${request.request_id}`;
  const failure = request.failure !== null || request.status >= 400;
  return (
    <Stack gap={6}>
      <Group gap="sm" align="baseline">
        <Text component="span" fz={28} fw={650} data-cost={request.cost ?? ""}>
          {request.cost === null ? words.unknownCost : <Money amount={request.cost} />}
        </Text>
        <Tag tone={failure ? "bad" : "good"}>{request.failure ?? request.status}</Tag>
        {request.unpriced === 1 && <Tag tone="warn">partly unpriced</Tag>}
        {request.quality.map((flag) => (
          <Tag key={flag} tone="quiet">
            {words.quality[flag] ?? flag}
          </Tag>
        ))}
      </Group>
      <Text size="sm" ff="monospace" className="quiet" style={{ overflowWrap: "anywhere" }}>
        {request.request_id}
      </Text>
      <Group gap="xs" className="no-print">
        <Button size="compact-sm" variant="default" onClick={() => void copy(link)}>
          {words.copyLink}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void copy(JSON.stringify(request, null, 2))}
        >
          {words.copyJson}
        </Button>
      </Group>
      {request.warnings.length > 0 && (
        <Alert color="yellow" variant="light" title="Warnings">
          {request.warnings.map((warning) => (
            <Text key={warning} size="sm">
              {warning}
            </Text>
          ))}
        </Alert>
      )}
    </Stack>
  );
}
