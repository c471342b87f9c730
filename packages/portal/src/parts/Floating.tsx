/** What an `Opener` opens, at the place of its button. */

import { Menu, type MenuProps, Popover, type PopoverProps } from "@mantine/core";
import { type Ref, type RefObject, useEffect, useImperativeHandle, useState } from "react";
import type { Beside } from "./Opener";

interface FloatingProps {
  beside: Beside;
}

export function FloatingMenu({ beside, children, ...others }: FloatingProps & MenuProps) {
  return (
    <Menu {...others} {...useOpened(beside)} onChange={beside.setOpened}>
      <Menu.Target>
        <Target of={beside.target} />
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

interface FloatingDialogueProps extends FloatingProps, Omit<PopoverProps, "id"> {
  label: string;
}

export function FloatingDialogue({ beside, label, children, ...others }: FloatingDialogueProps) {
  return (
    <Popover
      {...others}
      {...useOpened(beside)}
      onDismiss={() => beside.setOpened(false)}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Target of={beside.target} />
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{children}</Popover.Dropdown>
    </Popover>
  );
}

/** Opened only after it was there closed: the focus comes back to where it was at that change. */
function useOpened({ id, opened }: Beside) {
  const [isThere, setIsThere] = useState(false);
  useEffect(() => setIsThere(true), []);
  return { id, opened: opened && isThere };
}

/** Stands for the button, which is drawn elsewhere. */
function Target({
  of,
  ref,
}: {
  of: RefObject<HTMLButtonElement | null>;
  ref?: Ref<HTMLButtonElement | null>;
}) {
  useImperativeHandle(ref, () => of.current as HTMLButtonElement, [of]);
  return null;
}
