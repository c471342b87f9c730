/** Up to when there are data, and what in them has no known cost. */

import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Answer } from "../api/questions";
import { useFirstRequest } from "../api/requests";
import { day, instant } from "../format";
import { useApplicationId, usePath } from "../state/application";
import { searchOf, together, UNPRICED } from "../state/behind";
import type { View } from "../state/view";
import { text } from "../text/en";
import { Uncertain } from "./Honest";

interface FreshProps {
  view: View;
  /** Of an answer about the whole view; undefined while it is on its way. */
  meta: Answer["meta"] | undefined;
}

export function Fresh({ view, meta }: FreshProps) {
  const first = useFirstRequest(useApplicationId());
  const path = usePath();
  if (meta === undefined) return <Text size="sm">&nbsp;</Text>;
  const unpriced = together(view, [UNPRICED]);
  return (
    <Group gap="md" mb="sm" fz="sm" role="status">
      <Text size="sm" className="quiet">
        {text.dataUntil} {instant(meta.data_until, view.zone, true)}
      </Text>
      {first && Date.parse(first) > beginningOfBefore(view) && (
        <Text size="sm" className="quiet">
          {text.firstRequest(day(first, view.zone))}
        </Text>
      )}
      <Uncertain meta={meta} />
      {meta.unpriced > 0 && (
        <>
          <Link to={path("/requests")} search={searchOf(view, unpriced) as never}>
            {text.seeUnpriced}
          </Link>
          <Link to={path("/resources")}>{text.setPrices}</Link>
        </>
      )}
    </Group>
  );
}

/** Where the time of the same length before the range begins. */
function beginningOfBefore({ from, to }: View): number {
  return 2 * Date.parse(from) - Date.parse(to);
}
