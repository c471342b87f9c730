/**
 * Parts of a page that are loaded when they are drawn, or ahead of that. They are drawn as soon as they have come:
 * React's own `lazy` holds back what comes within 300 ms, to spare the eye a change.
 */

import { Skeleton } from "@mantine/core";
import { type ComponentType, type FC, useEffect, useState } from "react";
import { once } from "../once";
import { text } from "../text/en";

/** How a part stands until it is loaded: `height` is what it will take, px; without it nothing is there before. */
interface Meanwhile<Props> {
  height?: number | ((props: Props) => number);
  width?: number;
}

export type Later<Props> = FC<Props> & {
  /** Loads the part. What fails is told where it is drawn. */
  ahead: () => void;
};

export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { height, width }: Meanwhile<Props> = {},
): Later<Props> {
  let Part: ComponentType<Props> | undefined;
  const loaded = once(async () => {
    Part = await load();
  });

  function Drawn(props: Props) {
    const [there, setThere] = useState(Part !== undefined);
    const [failure, setFailure] = useState<{ fault: unknown }>();
    useEffect(() => {
      if (there) return;
      loaded().then(
        () => setThere(true),
        (fault) => setFailure({ fault }),
      );
    }, [there]);
    if (failure) throw failure.fault;
    if (Part !== undefined) return <Part {...props} />;
    if (height === undefined) return null;
    const size = { height: typeof height === "number" ? height : height(props), ...(width && { width }) };
    return <Skeleton {...size} aria-label={text.loading} role="status" />;
  }

  return Object.assign(Drawn, { ahead: () => void loaded().catch(() => undefined) });
}
