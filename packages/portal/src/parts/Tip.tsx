/** Shows what a word means. */

import { Tooltip } from "@mantine/core";
import type { RefObject } from "react";
import type { Told } from "./Meaning";

interface TipProps extends Told {
  target: RefObject<HTMLElement | null>;
  shown: boolean;
}

export default function Tip({ meaning, width = 280, position = "top", target, shown }: TipProps) {
  return <Tooltip label={meaning} multiline w={width} position={position} target={target} opened={shown} />;
}
