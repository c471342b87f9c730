/** What just happened, said for a few seconds; with a way back where there is one. Loaded with the first thing said. */

export interface Notice {
  message: string;
  kind: "done" | "failed";
  undo?: (() => Promise<unknown>) | undefined;
}

const drawing = new Set<() => void>();
let isWanted = false;

/** For who draws the notices: called once there is one. */
export function whenWanted(draw: () => void): () => void {
  drawing.add(draw);
  return () => void drawing.delete(draw);
}

export const noticesWanted = () => isWanted;

async function say(notice: Notice): Promise<void> {
  isWanted = true;
  for (const draw of drawing) draw();
  (await import("./NoticeStack")).show(notice);
}

/** Say that something is done; `undo` offers the way back. */
export function told(message: string, undo?: () => Promise<unknown>): void {
  void say({ message, kind: "done", undo });
}

/** Say why something was not done. */
export function failed(fault: unknown): void {
  void say({ message: fault instanceof Error ? fault.message : String(fault), kind: "failed" });
}
