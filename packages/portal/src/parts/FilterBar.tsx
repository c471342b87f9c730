/** Filters as chips, and the way to add one. */

import { Button, Group, Pill } from "@mantine/core";
import type { Filter } from "../api/questions";
import type { View } from "../state/view";
import { dimensionLabel } from "../text/metrics";
import { later } from "./later";
import { Opener } from "./Opener";

const AddFilter = later(async () => (await import("./AddFilter")).default);

const OPERATORS: Record<Filter["op"], string> = {
  in: "is",
  not_in: "is not",
  exists: "is set",
  missing: "is not set",
  prefix: "begins with",
  gt: ">",
  gte: "≥",
  lt: "<",
  lte: "≤",
};

/** A filter as one reads it: `Use case is support-chat or contract-review`. */
export function filterSentence(filter: Filter): string {
  return `${dimensionLabel(filter.field)} ${OPERATORS[filter.op]} ${filter.values.join(" or ")}`.trim();
}

const ADD = (
  <Button size="compact-sm" variant="subtle" className="no-print" data-search="">
    + Filter
  </Button>
);

export function FilterBar({ view }: { view: View }) {
  return (
    <Group gap={6} role="group" aria-label="Filters">
      {view.filters.map((filter, place) => (
        <Pill
          key={filterSentence(filter)}
          withRemoveButton
          size="md"
          onRemove={() => view.setFilters(view.filters.filter((_, other) => other !== place))}
          removeButtonProps={{
            "aria-label": `Remove the filter ${filterSentence(filter)}`,
            tabIndex: 0,
            "aria-hidden": false,
          }}
        >
          {filterSentence(filter)}
        </Pill>
      ))}
      <Opener popup="dialog" button={ADD} ahead={AddFilter.ahead}>
        {(beside) => <AddFilter view={view} beside={beside} />}
      </Opener>
    </Group>
  );
}
