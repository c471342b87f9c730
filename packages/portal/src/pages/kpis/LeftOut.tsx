import { Text } from "@mantine/core";
import { scoreFilters } from "../../api/kpis";
import type { View } from "../../state/view";
import { dimensionLabel } from "../../text/metrics";
import { words } from "./words";

/** Says which filters scores know nothing of. */
export function LeftOut({ view }: { view: View }) {
  const known = scoreFilters(view.filters);
  const foreign = view.filters.filter((filter) => !known.includes(filter));
  if (foreign.length === 0) return null;
  return (
    <Text size="sm" mb="sm" style={{ color: "var(--warn)" }}>
      {words.notForScores(foreign.map((filter) => dimensionLabel(filter.field).toLowerCase()).join(", "))}
    </Text>
  );
}
