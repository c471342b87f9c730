/**
 * A button and the menu or dialogue that it opens beside itself. What is opened is loaded when the pointer or the focus
 * comes to the button; the button stays the same element, so that the focus stays on it and comes back to it.
 */

import {
  type ButtonHTMLAttributes,
  cloneElement,
  type ReactElement,
  type ReactNode,
  type Ref,
  type RefObject,
  useId,
  useRef,
  useState,
} from "react";

/** What is opened has to know about the button. */
export interface Beside {
  id: string;
  target: RefObject<HTMLButtonElement | null>;
  opened: boolean;
  setOpened: (opened: boolean) => void;
}

interface OpenerProps {
  popup: "menu" | "dialog";
  button: ReactElement<ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> }>;
  /** Loads what is opened. */
  ahead: () => void;
  /** What is opened. */
  children: (beside: Beside) => ReactNode;
}

export function Opener({ popup, button, ahead, children }: OpenerProps) {
  const id = useId();
  const target = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  const [wanted, setWanted] = useState(false);
  const press = () => {
    setWanted(true);
    setOpened(!opened);
  };
  return (
    <>
      {cloneElement(button, {
        ref: target,
        id: `${id}-target`,
        "aria-haspopup": popup,
        "aria-expanded": opened,
        "aria-controls": opened ? `${id}-dropdown` : undefined,
        onClick: press,
        onPointerEnter: ahead,
        onFocus: ahead,
      })}
      {wanted && children({ id, target, opened, setOpened })}
    </>
  );
}
