/** What was asked and answered, where it may be seen; else which gate is closed and who can open it. */

import { Stack, Text, Title } from "@mantine/core";
import type { Content, RequestDetail } from "../../api/requests";
import { Snippet } from "../Snippet";
import { words } from "./words";

const PARTS: [keyof Content, string][] = [
  ["request", "Prompt"],
  ["reasoning", "Reasoning"],
  ["response", "Completion"],
  ["request_headers", "Headers sent"],
  ["response_headers", "Headers received"],
];

export function PromptAndCompletion({ content }: Pick<RequestDetail, "content">) {
  if ("hidden" in content)
    return (
      <Text size="sm" className="quiet">
        {words.hidden[content.hidden]}
      </Text>
    );
  return (
    <Stack gap="xs">
      {PARTS.filter(([part]) => content[part] !== null).map(([part, label]) => (
        <div key={part}>
          <Title order={4} size="sm" fw={600} mb={4}>
            {label}
          </Title>
          <Snippet label={label} code={readable(content[part])} />
        </div>
      ))}
    </Stack>
  );
}

/** Text as it is; anything else as JSON one can read. */
function readable(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
