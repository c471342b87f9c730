/** Views of a page under a name: its address, kept for oneself or shared with all who see the application. */

import { Button } from "@mantine/core";
import { useApplicationId } from "../state/application";
import { later } from "./later";
import { Opener } from "./Opener";

const ViewsMenu = later(async () => (await import("./ViewsMenu")).default);

export function SavedViews() {
  if (useApplicationId() === "") return null;
  return (
    <Opener popup="menu" button={<Button variant="default">Views</Button>} ahead={ViewsMenu.ahead}>
      {(beside) => <ViewsMenu beside={beside} />}
    </Opener>
  );
}
