/** A peek at one thing beside the list it is in; what is open stands in the URL, so that a link opens it too. */

import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { text } from "../text/en";

interface SidePanelProps {
  title: ReactNode;
  close: () => void;
  children: ReactNode;
}

export function SidePanel({ title, close, children }: SidePanelProps) {
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size="min(720px, 100vw)"
      title={title}
      overlayProps={{ backgroundOpacity: 0.15 }}
      closeButtonProps={{ "aria-label": text.close }}
      // The page has a banner; the head of a panel is none.
      attributes={{ header: { role: "presentation" } }}
    >
      {children}
    </Drawer>
  );
}
