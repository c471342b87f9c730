/** What was asked and answered, where it may be seen; else which gate is closed and who can open it. */

import { List, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Content, RequestDetail } from "../../api/requests";
import { useApplication, useApplicationId } from "../../state/application";
import { Snippet } from "../Snippet";
import { closedGates, type Gates } from "./gates";

const PARTS: [keyof Content, string][] = [
  ["request", "Prompt"],
  ["reasoning", "Reasoning"],
  ["response", "Completion"],
  ["request_headers", "Headers sent"],
  ["response_headers", "Headers received"],
];

export function PromptAndCompletion({ request }: { request: RequestDetail }) {
  if (request.content === null) return <Closed request={request} />;
  const { content } = request;
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

function Closed({ request }: { request: RequestDetail }) {
  const gates = closedGates(useGates(request));
  return (
    <List size="sm" className="quiet">
      {gates.map((sentence) => (
        <List.Item key={sentence}>
          <Text size="sm">{sentence}</Text>
        </List.Item>
      ))}
    </List>
  );
}

function useGates(request: RequestDetail): Gates {
  const application = useApplicationId();
  const person = useApplication();
  const settings = useQuery({
    queryKey: ["application", application],
    queryFn: () => api<{ settings: { content?: boolean } }>(`/applications/${application}`, { application }),
  });
  const useCase = useQuery({
    queryKey: ["use-case", application, request.use_case],
    queryFn: () =>
      api<{ logging_enabled: boolean | null }>(
        `/use_cases/definitions/${encodeURIComponent(request.use_case)}`,
        { application },
      ),
    enabled: request.use_case !== "",
  });
  return {
    application: settings.data?.settings.content,
    use_case: useCase.data?.logging_enabled,
    person: person === undefined || person.view_prompts,
  };
}
