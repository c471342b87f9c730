/** The gates that content passes before it is stored: client, use case, application; each open or closed. */

import { Group, List, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { everyItem } from "../../api/client";
import { count } from "../../format";
import { usePath } from "../../state/application";
import type { ApplicationDetail } from "./application";

interface UseCase {
  name: string;
  logging_enabled: boolean | null;
}

export function Gates({ application }: { application: ApplicationDetail }) {
  const path = usePath();
  const useCases = useQuery({
    queryKey: ["use-cases", application.id],
    queryFn: () => everyItem<UseCase>("/use_cases/definitions", { application: application.id }),
  }).data;
  const closed = (useCases ?? []).filter((useCase) => useCase.logging_enabled === false);
  return (
    <Stack gap="sm">
      <Gate name="Client" state="sends it">
        A program sends content unless it says <code>log_prompt_and_response=False</code>, for all calls or
        for some; then it never leaves the process.
      </Gate>
      <Gate
        name="Use case"
        state={useCases === undefined ? "…" : closed.length === 0 ? "open" : `${count(closed.length)} closed`}
        shut={closed.length > 0}
      >
        {closed.length === 0 ? (
          <>
            “Logging enabled” is not switched off for any <Link to={path("/use-cases")}>use case</Link>.
          </>
        ) : (
          <List size="sm">
            {closed.map(({ name }) => (
              <List.Item key={name}>
                <Link to={path(`/use-cases/${encodeURIComponent(name)}`)}>{name}</Link> keeps none
              </List.Item>
            ))}
          </List>
        )}
      </Gate>
      <Gate
        name="Application"
        state={application.settings.content ? "open" : "closed"}
        shut={!application.settings.content}
      >
        {application.settings.content
          ? "Content is stored, redacted, and every look at it is in the audit log."
          : "Nothing is stored: an Owner has to switch it on below."}
      </Gate>
    </Stack>
  );
}

interface GateProps {
  name: string;
  state: string;
  shut?: boolean;
  children: ReactNode;
}

function Gate({ name, state, shut = false, children }: GateProps) {
  return (
    <Group align="flex-start" gap="md" wrap="nowrap">
      <Stack gap={0} w={110} style={{ flexShrink: 0 }}>
        <Text fw={600} size="sm">
          {name}
        </Text>
        <Text size="sm" style={{ color: shut ? "var(--warn)" : "var(--good)" }}>
          <span aria-hidden>{shut ? "⊘" : "✓"}</span> {state}
        </Text>
      </Stack>
      <Text size="sm" component="div" style={{ flex: 1 }}>
        {children}
      </Text>
    </Group>
  );
}
