/** Something that is not done lightly: what it will mean, then the deed, or not. */

import { Button, Group, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { text } from "../text/en";
import { Failed } from "./Honest";

interface DeedProps {
  /** What the button does. */
  label: string;
  act: () => Promise<unknown>;
  close: () => void;
  /** Deletes something. */
  grave?: boolean;
  /** Not to be done yet: something has to be typed first. */
  disabled?: boolean;
  children: ReactNode;
}

export function Deed({ label, act, close, grave = false, disabled = false, children }: DeedProps) {
  const [fault, setFault] = useState<unknown>(null);
  const [acting, setActing] = useState(false);
  const run = () => {
    setActing(true);
    act()
      .catch(setFault)
      .finally(() => setActing(false));
  };
  return (
    <Stack>
      {children}
      {fault !== null && <Failed error={fault} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close} data-autofocus>
          {text.cancel}
        </Button>
        <Button {...(grave ? { color: "red.9" } : {})} onClick={run} loading={acting} disabled={disabled}>
          {label}
        </Button>
      </Group>
    </Stack>
  );
}
