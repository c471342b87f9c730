/** What a page says before there is anything: the code that sends the first event, and a light that turns green. */

import { Group, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useFirstRequest } from "../api/requests";
import { useApplicationId, usePath } from "../state/application";
import { Snippet } from "./Snippet";

/** The page, once there has been a request; until then the way to the first. */
export function AfterFirstEvent({ children }: { children: ReactNode }) {
  const first = useFirstRequest(useApplicationId());
  const cache = useQueryClient();
  useEffect(() => {
    if (first !== null) return;
    return () => void cache.invalidateQueries({ queryKey: ["question"] });
  }, [first, cache]);
  return first === null ? <FirstEvent /> : children;
}

export function FirstEvent() {
  const path = usePath();
  const any = Boolean(useFirstRequest(useApplicationId()));
  return (
    <Stack className="card" p="xl" maw={760}>
      <Group gap="sm">
        <Light on={any} />
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
