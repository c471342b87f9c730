/** Puts a second instance beside this one: its id stands in the URL. */

import { Button } from "@mantine/core";
import { later } from "../../parts/later";
import { Opener } from "../../parts/Opener";
import type { View } from "../../state/view";
import { words } from "./words";

const CompareForm = later(async () => (await import("./CompareForm")).default);

export function CompareWith({ view }: { view: View }) {
  if (view.get("with"))
    return (
      <Button variant="default" onClick={() => view.set({ with: null })}>
        {words.compareEnd}
      </Button>
    );
  return (
    <Opener
      popup="dialog"
      button={<Button variant="default">{words.compareWith}</Button>}
      ahead={CompareForm.ahead}
    >
      {(beside) => <CompareForm view={view} beside={beside} />}
    </Opener>
  );
}
