/** The keys of the frame: Cmd-K the palette, `?` the list of keys, `g` and a letter a page, `/` the search. */

import { useHotkeys } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useRef, useState } from "react";
import { useApplicationId } from "../state/application";
import { carried } from "./carried";
import { PLACES } from "./navigation";

/** How long after `g` the letter may come, ms. */
const PAUSE_MS = 1_200;

export function useKeys() {
  const [paletteWanted, setPaletteWanted] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const pressed = useRef(0);
  const app = useApplicationId();
  const navigate = useNavigate();
  const openPalette = useCallback(() => {
    setPaletteWanted(true);
    void import("./Palette").then((palette) => palette.openPalette());
  }, []);
  const openHelp = useCallback(() => setHelpOpen(true), []);
  const closeHelp = useCallback(() => setHelpOpen(false), []);
  const go = (path: string) => () => {
    if (app === "" || Date.now() - pressed.current > PAUSE_MS) return;
    pressed.current = 0;
    void navigate({ to: `/a/${app}${path}`, search: carried as never });
  };
  const begin = () => {
    pressed.current = Date.now();
  };
  const options = { preventDefault: false };
  useHotkeys([
    ["mod+K", openPalette],
    ["shift+?", openHelp],
    ["?", openHelp],
    ["/", () => document.querySelector<HTMLElement>("[data-search]")?.focus()],
    ["g", begin, options],
    ...PLACES.map((place) => [place.key, go(place.path), options] as [string, () => void, typeof options]),
  ]);
  return { paletteWanted, openPalette, helpOpen, openHelp, closeHelp };
}
