/** The page around signing in: the name of the product and one card. */

import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { text } from "../../text/en";

export function Doorway({ title, children }: { title: string; children: ReactNode }) {
  useDocumentTitle(`${title} · ${text.product}`);
  return (
    <Box component="main" mih="100vh" p="md" style={{ display: "grid", placeItems: "center" }}>
      <Stack w="100%" maw={420} gap="lg">
        <Group gap="sm" justify="center">
          <img src="/mark.svg" alt="" width={32} height={32} />
          <div>
            <Text fw={650} lh={1.2}>
              {text.product}
            </Text>
            <Text size="sm" className="quiet" lh={1.2}>
              {text.tagline}
            </Text>
          </div>
        </Group>
        <Stack className="card" p="lg">
          <Title order={1} size="h3">
            {title}
          </Title>
          {children}
        </Stack>
      </Stack>
    </Box>
  );
}
