/** A block of a page: its heading, what can be done with it, and itself. */

import { Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface CardProps {
  title: string;
  /** What is shown, in a few words. */
  about?: ReactNode;
  actions?: ReactNode;
  /** Content that reaches the edges: a table. */
  flush?: boolean;
  children: ReactNode;
}

export function Card({ title, about, actions, flush = false, children }: CardProps) {
  const heading = useId();
  return (
    <Stack component="section" className="card" aria-labelledby={heading} gap="xs" py="md" mb="md">
      <Group justify="space-between" px="md" gap="xs" align="flex-start">
        <div style={{ flex: "1 1 140px", minWidth: 0 }}>
          <Title order={2} size="h4" id={heading}>
            {title}
          </Title>
          {about && (
            <Text size="sm" className="quiet" component="div">
              {about}
            </Text>
          )}
        </div>
        <Group gap={4} wrap="nowrap">
          {actions}
        </Group>
      </Group>
      <div style={flush ? undefined : { paddingInline: 16 }}>{children}</div>
    </Stack>
  );
}
