/** How a KPI stands, in a sign and in words: never by colour alone. */

import { Text, Tooltip } from "@mantine/core";
import type { Standing } from "../../api/kpis";
import { STANDINGS } from "./words";

export function Mark({ standing }: { standing: Standing }) {
  const told = STANDINGS[standing];
  return (
    <Tooltip label={told.meaning} multiline w={260}>
      <Text
        component="span"
        size="sm"
        fw={600}
        tabIndex={0}
        style={{ color: told.colour, whiteSpace: "nowrap" }}
      >
        <span aria-hidden>{told.sign} </span>
        {told.label}
      </Text>
    </Tooltip>
  );
}
