/** The request that an address names beside the list that it is in; loaded with the first one. */

import type { View } from "../../state/view";
import { later } from "../later";

const RequestPanel = later(async () => (await import("./RequestPanel")).RequestPanel);

interface RequestPeekProps {
  view: View;
  /** The ids of the list behind, in its order: j and k go through them. */
  among?: readonly string[];
}

/** The request that the URL names by `open=`, if it names one. */
export function RequestPeek({ view, among = [] }: RequestPeekProps) {
  const opened = view.get("open");
  return opened === undefined ? null : <RequestPanel key={opened} id={opened} view={view} among={among} />;
}
