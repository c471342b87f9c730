/** Views of a page under a name: its address, kept for oneself or shared with all who see the application. */

import { Button } from "@mantine/core";
import { lazy } from "react";
import { useApplicationId } from "../state/application";
import { Opener } from "./Opener";

const load = () => import("./ViewsMenu");
const ViewsMenu = lazy(load);

export function SavedViews() {
  if (useApplicationId() === "") return null;
  return (
    <Opener popup="menu" button={<Button variant="default">Views</Button>} load={load}>
      {(beside) => <ViewsMenu beside={beside} />}
    </Opener>
  );
}
