/** What just happened, said for a few seconds in a corner and to screen readers; with a way back where there is one. */

import { Button, Group } from "@mantine/core";
import { hideNotification, showNotification } from "@mantine/notifications";
import { text } from "../text/en";

let last = 0;

/** Say that something is done; `undo` offers the way back. */
export function told(message: string, undo?: () => Promise<unknown>): void {
  last += 1;
  const id = `told-${last}`;
  const takeBack = () => {
    hideNotification(id);
    undo?.().then(() => told(text.undone), failed);
  };
  showNotification({
    id,
    withBorder: true,
    autoClose: undo ? 12_000 : 5_000,
    closeButtonProps: { "aria-label": text.close },
    message: (
      <Group justify="space-between" wrap="nowrap">
        <span>{message}</span>
        {undo && (
          <Button size="compact-sm" variant="light" onClick={takeBack}>
            {text.undo}
          </Button>
        )}
      </Group>
    ),
  });
}

/** Say why something was not done. */
export function failed(fault: unknown): void {
  showNotification({
    color: "red",
    withBorder: true,
    autoClose: 12_000,
    closeButtonProps: { "aria-label": text.close },
    message: fault instanceof Error ? fault.message : String(fault),
  });
}
