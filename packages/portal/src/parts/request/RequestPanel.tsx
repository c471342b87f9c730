/** One request beside the list it is in: what it cost and why, when, for whom, and what was said. */

import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import type { ReactNode } from "react";
import { type RequestDetail, useRequest } from "../../api/requests";
import { useApplicationId } from "../../state/application";
import type { View } from "../../state/view";
import { Waiting } from "../Honest";
import { SidePanel } from "../SidePanel";
import { Snippet } from "../Snippet";
import { Attribution } from "./Attribution";
import { Charges } from "./Charges";
import { CostLines } from "./CostLines";
import { Facts } from "./Facts";
import { Head } from "./Head";
import { PromptAndCompletion } from "./PromptAndCompletion";
import { Properties } from "./Properties";
import { Siblings } from "./Siblings";
import { Timeline } from "./Timeline";
import { words } from "./words";

interface RequestPanelProps {
  id: string;
  view: View;
  among: readonly string[];
}

export function RequestPanel({ id, view, among }: RequestPanelProps) {
  const request = useRequest(id, useApplicationId());
  const step = useStep(id, view, among);
  return (
    <SidePanel
      close={() => view.set({ open: null })}
      title={
        <Group gap="xs" wrap="nowrap">
          <Text component="span" fw={600}>
            {words.title}
          </Text>
          {among.length > 0 && <Steps {...step} />}
        </Group>
      }
    >
      <Waiting of={request} height={480}>
        {(found) => <RequestParts request={found} view={view} />}
      </Waiting>
    </SidePanel>
  );
}

interface Step {
  before: (() => void) | undefined;
  next: (() => void) | undefined;
}

/** The ways to the neighbours in the list, also by j and k. */
function useStep(id: string, view: View, among: readonly string[]): Step {
  const at = among.indexOf(id);
  const to = (place: number) => {
    const neighbour = at < 0 ? undefined : among[place];
    return neighbour === undefined ? undefined : () => view.set({ open: neighbour }, true);
  };
  const step = { before: to(at - 1), next: to(at + 1) };
  useHotkeys([
    ["j", () => step.next?.()],
    ["k", () => step.before?.()],
  ]);
  return step;
}

function Steps({ before, next }: Step) {
  return (
    <Group gap={4}>
      <Button
        size="compact-xs"
        variant="default"
        disabled={!before}
        onClick={before}
        aria-label={words.before}
      >
        ↑
      </Button>
      <Button size="compact-xs" variant="default" disabled={!next} onClick={next} aria-label={words.next}>
        ↓
      </Button>
    </Group>
  );
}

function RequestParts({ request, view }: { request: RequestDetail; view: View }) {
  const own = Object.keys(request.use_case_properties).length > 0;
  return (
    <Stack gap="lg">
      <Head request={request} />
      <Part title={words.cost}>
        <CostLines request={request} />
      </Part>
      <Part title={words.time}>
        <Timeline request={request} zone={view.zone} />
      </Part>
      <Part title={words.attribution}>
        <Attribution request={request} view={view} />
      </Part>
      <Part title={words.limits}>
        <Charges request={request} />
      </Part>
      <Part title={words.properties}>
        <Properties key={JSON.stringify(request.properties)} request={request} />
      </Part>
      {own && (
        <Part title={words.useCaseProperties}>
          <Facts facts={Object.entries(request.use_case_properties)} />
        </Part>
      )}
      {request.siblings.length > 0 && (
        <Part title={words.siblings}>
          <Siblings request={request} view={view} />
        </Part>
      )}
      <Part title={words.content}>
        <PromptAndCompletion content={request.content} />
      </Part>
      {request.calls !== null && (
        <Part title={words.calls}>
          <Snippet label={words.calls} code={JSON.stringify(request.calls, null, 2)} />
        </Part>
      )}
      <Part title={words.usage}>
        {request.usage === null ? (
          <Text size="sm" className="quiet">
            {words.noUsage}
          </Text>
        ) : (
          <Snippet label={words.usage} code={JSON.stringify(request.usage, null, 2)} />
        )}
      </Part>
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={3} size="h5" mb={6}>
        {title}
      </Title>
      {children}
    </section>
  );
}
