/** The periods of a limit, newest first; one is chosen to be looked at above. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { instant } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Money } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId } from "../../state/application";
import type { View } from "../../state/view";
import { stateAt } from "./amounts";
import { StateMark } from "./Bar";
import { historyPath, historyQuery, type Limit, type Totals } from "./limit";
import type { LookedAt } from "./period";
import { requestColumns } from "./requestColumns";
import { words } from "./words";

const AuditItem = later(async () => (await import("./AuditItem")).AuditItem);

interface PeriodRow {
  /** Null: the running period. */
  number: string | null;
  from: string | null;
  until: string | null;
  max: string;
  totals: Totals;
}

export function History({ limit, period, view }: { limit: Limit; period: LookedAt; view: View }) {
  const app = useApplicationId();
  const history = useQuery(historyQuery(app, limit.limit_id));
  return (
    <Card
      title="History"
      about="A reset closes a period. Choose one to see its spend above."
      actions={<ShareHistory limit={limit} />}
      flush
    >
      <Waiting of={history} height={120}>
        {(closed) => (
          <DataTable
            name="Periods"
            columns={columnsOf(limit, view.zone)}
            rows={[
              {
                number: null,
                from: closed[0]?.limit_reset_timestamp ?? limit.limit_creation_timestamp,
                until: null,
                max: limit.max,
                totals: limit.totals,
              },
              ...closed.map((one) => ({
                number: one.period,
                from: one.period_start_timestamp,
                until: one.limit_reset_timestamp,
                max: one.max,
                totals: one.totals,
              })),
            ]}
            keyOf={(row) => row.number ?? "running"}
            selected={period.number ?? "running"}
            onOpen={(row) => view.set({ period: row.number })}
          />
        )}
      </Waiting>
    </Card>
  );
}

/** The closed periods as a file, and the way to who changed the limit. */
function ShareHistory({ limit: { limit_id, limit_name } }: { limit: Limit }) {
  const app = useApplicationId();
  const cache = useQueryClient();
  return (
    <ShareMenu
      name={`History of ${limit_name}`}
      path={historyPath(limit_id)}
      rows={() => cache.fetchQuery(historyQuery(app, limit_id))}
    >
      <AuditItem limit_id={limit_id} />
    </ShareMenu>
  );
}

function columnsOf(limit: Limit, zone: string): TableColumn<PeriodRow>[] {
  return [
    { id: "period", label: "Period", cell: (row) => row.number ?? words.running },
    { id: "from", label: "From", cell: (row) => instant(row.from, zone) },
    { id: "until", label: "Until", cell: (row) => (row.until ? instant(row.until, zone) : "now") },
    {
      id: "state",
      label: "State",
      cell: (row) => <StateMark state={stateAt(row.totals.cost.total.base, row.max, limit.threshold)} />,
    },
    {
      id: "spend",
      label: "Spend",
      numeric: true,
      cell: (row) => <Money amount={row.totals.cost.total.base} />,
    },
    { id: "max", label: "Max", numeric: true, cell: (row) => <Money amount={row.max} /> },
    {
      id: "overrun",
      label: "Overrun",
      numeric: true,
      cell: (row) => <Money amount={row.totals.cost.total.overrun_base} />,
    },
    ...requestColumns<PeriodRow>((row) => row.totals),
  ];
}
