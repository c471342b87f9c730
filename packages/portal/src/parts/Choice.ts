/** The choice of one of a list, among what is drawn of a page at first: its list of names is loaded after that. */

import type { SelectProps } from "@mantine/core";
import type { FC } from "react";
import { later } from "./later";

const load = async () => (await import("./Select")).Select as FC<SelectProps<string>>;

export const Choice = later(load, { height: 36, width: 220 });
export const SmallChoice = later(load, { height: 30, width: 190 });
