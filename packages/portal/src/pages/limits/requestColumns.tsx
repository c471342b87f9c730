/** Columns that count the requests of a period by the state each left the limit in. */

import { count } from "../../format";
import type { TableColumn } from "../../parts/DataTable";
import { REQUEST_STATES, type Totals } from "./limit";

export function requestColumns<T>(totalsOf: (row: T) => Totals): TableColumn<T>[] {
  return [
    {
      id: "requests",
      label: "Requests",
      numeric: true,
      cell: (row) => count(totalsOf(row).requests.total),
    },
    ...REQUEST_STATES.map((state): TableColumn<T> => {
      const name = state.replace("_", " ");
      return {
        id: `requests.${state}`,
        label: `# ${name}`,
        meaning: `Requests that left the limit in the state ${name}`,
        numeric: true,
        hidden: state.startsWith("blocked"),
        cell: (row) => count(totalsOf(row).requests[state]),
      };
    }),
  ];
}
