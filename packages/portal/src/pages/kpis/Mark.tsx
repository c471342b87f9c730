/** How a KPI stands, in a sign and in words: never by colour alone. */

import { Text } from "@mantine/core";
import type { Standing } from "../../api/kpis";
import { Meaning } from "../../parts/Meaning";
import { STANDINGS } from "./words";

export function Mark({ standing }: { standing: Standing }) {
  const told = STANDINGS[standing];
  return (
    <Meaning meaning={told.meaning} width={260}>
      <Text component="span" size="sm" fw={600} style={{ color: told.colour, whiteSpace: "nowrap" }}>
        <span aria-hidden>{told.sign} </span>
        {told.label}
      </Text>
    </Meaning>
  );
}
