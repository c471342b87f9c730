/** Whether the page is being printed: paper is light, and has no place to scroll. */

import { useSyncExternalStore } from "react";

const media = window.matchMedia("print");

function watched(changed: () => void): () => void {
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}

export function usePrinting(): boolean {
  return useSyncExternalStore(watched, () => media.matches);
}
