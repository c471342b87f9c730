/** A secret at the only moment it can be seen. */

import { Alert, Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import { text } from "../text/en";

export function ShownOnce({ label, secret, then }: { label: string; secret: string; then: () => void }) {
  return (
    <Stack>
      <Alert color="yellow" variant="light">
        This is the only time it is shown: only a digest of it is kept.
      </Alert>
      <Text component="label" size="sm" fw={500}>
        {label}
        <Text
          component="output"
          display="block"
          ff="monospace"
          size="sm"
          mt={4}
          p="sm"
          className="snippet"
          style={{ overflowWrap: "anywhere", whiteSpace: "normal" }}
          data-secret
        >
          {secret}
        </Text>
      </Text>
      <Group justify="flex-end">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} data-autofocus>
              {copied ? text.copied : "Copy"}
            </Button>
          )}
        </CopyButton>
        <Button onClick={then}>I have it</Button>
      </Group>
    </Stack>
  );
}
