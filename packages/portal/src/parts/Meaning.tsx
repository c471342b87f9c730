/** What a word means, told beside it to who points at it or has the focus on it. What shows it is loaded then. */

import { cloneElement, type HTMLAttributes, type ReactElement, type Ref, useRef, useState } from "react";
import { later } from "./later";

export interface Told {
  meaning: string;
  /** Of what is shown, px. */
  width?: number;
  position?: "top" | "top-start";
}

interface MeaningProps extends Told {
  /** The word; the focus can come to it. */
  children: ReactElement<HTMLAttributes<HTMLElement> & { ref?: Ref<HTMLElement> }>;
}

const Tip = later(async () => (await import("./Tip")).default);

export function Meaning({ children, ...told }: MeaningProps) {
  const target = useRef<HTMLElement>(null);
  const [shown, setShown] = useState<boolean | null>(null);
  const show = () => setShown(true);
  const hide = () => setShown(shown && false);
  return (
    <>
      {cloneElement(children, {
        ref: target,
        tabIndex: 0,
        "aria-description": told.meaning,
        onPointerEnter: show,
        onFocus: show,
        onPointerLeave: hide,
        onBlur: hide,
        onKeyDown: (event) => event.key === "Escape" && hide(),
      })}
      {shown !== null && <Tip {...told} target={target} shown={shown} />}
    </>
  );
}
