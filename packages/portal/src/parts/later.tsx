/** Parts of a page that are loaded when they are drawn: what is above and beside them is there before. */

import { Skeleton } from "@mantine/core";
import { type ComponentType, type FC, lazy, Suspense } from "react";
import { text } from "../text/en";

/** How a part stands until it is loaded: `height` is what it will take, px; without it nothing is there before. */
interface Meanwhile {
  height?: number;
  width?: number;
}

export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { height, width }: Meanwhile = {},
): FC<Props> {
  const Part = lazy(async () => ({ default: await load() })) as unknown as FC<Props>;
  const meanwhile = height !== undefined && (
    <Skeleton height={height} {...(width && { width })} aria-label={text.loading} role="status" />
  );
  return function Later(props: Props) {
    return (
      <Suspense fallback={meanwhile}>
        <Part {...props} />
      </Suspense>
    );
  };
}
