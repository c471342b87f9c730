/** What stands where figures will, would, or cannot. */

import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { ApiError } from "../../api/client";
import { Card } from "../../parts/Card";
import { Light } from "../../parts/FirstEvent";
import { Failed, Uncertain } from "../../parts/Honest";
import { Snippet } from "../../parts/Snippet";
import { COST_BY_DAY } from "./samples";

const FAULT = new ApiError(504, "question_timeout", "The question took longer than 30 s and was stopped.");

export function States() {
  return (
    <Card title="States" about="Nothing yet, nothing at all, a fault, and doubt.">
      <Stack>
        <Skeleton height={60} radius="md" animate={false} aria-hidden />
        <Failed error={FAULT} retry={() => undefined} />
        <Uncertain meta={COST_BY_DAY.meta} />
        <Group gap="xl">
          <Group gap="xs">
            <Light on={false} />
            <Text size="sm">Waiting for the first event</Text>
          </Group>
          <Group gap="xs">
            <Light on />
            <Text size="sm">The first event is here</Text>
          </Group>
        </Group>
        <Snippet code="pip install assay-payi openai" label="Sample of code" />
      </Stack>
    </Card>
  );
}
