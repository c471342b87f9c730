/** Puts a second instance beside this one: its id stands in the URL. */

import { Button } from "@mantine/core";
import { lazy } from "react";
import { Opener } from "../../parts/Opener";
import type { View } from "../../state/view";
import { words } from "./words";

const load = () => import("./CompareForm");
const CompareForm = lazy(load);

export function CompareWith({ view }: { view: View }) {
  if (view.get("with"))
    return (
      <Button variant="default" onClick={() => view.set({ with: null })}>
        {words.compareEnd}
      </Button>
    );
  return (
    <Opener popup="dialog" button={<Button variant="default">{words.compareWith}</Button>} load={load}>
      {(beside) => <CompareForm view={view} beside={beside} />}
    </Opener>
  );
}
