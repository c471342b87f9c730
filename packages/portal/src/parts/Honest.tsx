/** What a page says when it has nothing yet, nothing at all, or a fault; and what is uncertain in a total. */

import { Alert, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ApiError } from "../api/client";
import type { Answer } from "../api/questions";
import { count } from "../format";
import { text } from "../text/en";
import { Meaning } from "./Meaning";

interface WaitingProps<T> {
  of: UseQueryResult<T>;
  /** How high the skeleton stands, px: what will come, so that nothing jumps. */
  height?: number;
  children: (data: T) => ReactNode;
}

/** The data of a query: a skeleton before they come, the reason and a way on when they do not. */
export function Waiting<T>({ of, height = 160, children }: WaitingProps<T>) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failed error={of.error} retry={() => void of.refetch()} />;
  return <Skeleton height={height} radius="md" aria-label={text.loading} role="status" />;
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const code = error instanceof ApiError ? error.code : "error";
  return (
    <Alert color="red" title={error instanceof Error ? error.message : String(error)} role="alert">
      <Group justify="space-between">
        <Text size="sm" ff="monospace">
          {code}
        </Text>
        {retry && (
          <Button size="compact-sm" variant="default" onClick={retry}>
            {text.retry}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <main style={{ padding: 32, maxWidth: 720 }}>
      <Failed error={error} retry={reset} />
    </main>
  );
}

export function NotFound() {
  return (
    <Stack component="main" p="xl" align="flex-start">
      <Title order={1}>There is no such page</Title>
      <Button component={Link} to="/" variant="default">
        Home
      </Button>
    </Stack>
  );
}

/** How many requests of an answer have no known price or estimated units: a total never hides them. */
export function Uncertain({ meta }: { meta: Pick<Answer["meta"], "unpriced" | "estimated"> }) {
  return (
    <Group gap="xs">
      {meta.unpriced > 0 && <Mark meaning={text.unpricedMeaning}>{text.unpriced(count(meta.unpriced))}</Mark>}
      {meta.estimated > 0 && (
        <Mark meaning={text.estimatedMeaning}>{text.estimated(count(meta.estimated))}</Mark>
      )}
    </Group>
  );
}

function Mark({ meaning, children }: { meaning: string; children: ReactNode }) {
  return (
    <Meaning meaning={meaning}>
      <Text
        component="span"
        size="xs"
        style={{ color: "var(--warn)", borderBottom: "1px dotted currentColor", cursor: "help" }}
      >
        {children}
      </Text>
    </Meaning>
  );
}
