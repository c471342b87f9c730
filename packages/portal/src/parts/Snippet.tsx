/** Code to take along. */

import { Box, Button, CopyButton } from "@mantine/core";
import { text } from "../text/en";

export function Snippet({ code, label }: { code: string; label: string }) {
  return (
    <Box pos="relative">
      {/* Long lines scroll, so keys must reach the box. */}
      <pre className="snippet" role="region" tabIndex={0} aria-label={label}>
        <code>{code}</code>
      </pre>
      <CopyButton value={code}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy} className="snippet-copy no-print">
            {copied ? text.copied : "Copy"}
          </Button>
        )}
      </CopyButton>
    </Box>
  );
}
