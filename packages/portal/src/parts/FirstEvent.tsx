/** What a page says before there is anything: the code that sends the first event, and a light that turns green. */

import { Group, Stack, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { api, type Page } from "../api/client";
import { useApplicationId, usePath } from "../state/application";
import { Snippet } from "./Snippet";

const ASKED_EVERY_MS = 2_000;

/** Whether the application has ever received a request; asked until it has. */
export function useAnyRequest(): boolean | undefined {
  const application = useApplicationId();
  const found = useQuery({
    queryKey: ["any-request", application],
    queryFn: async () => (await api<Page<unknown>>("/requests?limit=1", { application })).items.length > 0,
    enabled: application !== "",
    refetchInterval: (query) => (query.state.data ? false : ASKED_EVERY_MS),
  });
  return found.data;
}

/** The page, once there has been a request; until then the way to the first. */
export function AfterFirstEvent({ children }: { children: ReactNode }) {
  const any = useAnyRequest();
  const cache = useQueryClient();
  useEffect(() => {
    if (any) void cache.invalidateQueries({ queryKey: ["question"] });
  }, [any, cache]);
  return any === false ? <FirstEvent /> : children;
}

export function FirstEvent() {
  const path = usePath();
  const any = useAnyRequest();
  return (
    <Stack className="card" p="xl" maw={760}>
      <Group gap="sm">
        <Light on={any === true} />
        <Title order={2} size="h3">
          {any ? "The first event is here" : "Waiting for the first event"}
        </Title>
      </Group>
      <Text>Install the client, name this server, and add one line to your program:</Text>
      <Snippet code="pip install assay-payi openai" label="Install" />
      <Snippet
        label="First event"
        code={firstEventCode("…", "  # one of this application's two keys: Settings › API keys")}
      />
      <Text className="quiet">
        The light turns green within seconds. The <Link to={path("/learn")}>lessons</Link> go on from there.
      </Text>
    </Stack>
  );
}

/** A program that sends its first event, with a key of the application. */
export function firstEventCode(key: string, about = ""): string {
  return `import os
from openai import OpenAI
from payi.lib.instrument import payi_instrument

os.environ["PAYI_BASE_URL"] = "${window.location.origin}"
os.environ["PAYI_API_KEY"] = "${key}"${about}
payi_instrument()
OpenAI().chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])`;
}

export function Light({ on }: { on: boolean }) {
  return (
    <span
      role="img"
      aria-label={on ? "arrived" : "not yet"}
      className={on ? "light light-on" : "light"}
      data-on={on || undefined}
    />
  );
}
