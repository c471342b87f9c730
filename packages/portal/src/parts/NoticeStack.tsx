/** Where notices are shown: a corner of the page, read out by screen readers as well. */

import { Button, Group } from "@mantine/core";
import "@mantine/notifications/styles.css";
import { hideNotification, Notifications, showNotification } from "@mantine/notifications";
import { text } from "../text/en";
import { failed, type Notice, told } from "./notices";

const SHOWN_FOR_MS = 5_000;
const SHOWN_LONGER_FOR_MS = 12_000;
let last = 0;

export default function NoticeStack() {
  return <Notifications position="bottom-right" className="no-print" />;
}

export function show({ message, kind, undo }: Notice): void {
  last += 1;
  const id = `notice-${last}`;
  const takeBack = () => {
    hideNotification(id);
    undo?.().then(() => told(text.undone), failed);
  };
  showNotification({
    id,
    withBorder: true,
    ...(kind === "failed" ? { color: "red" } : {}),
    autoClose: undo || kind === "failed" ? SHOWN_LONGER_FOR_MS : SHOWN_FOR_MS,
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
