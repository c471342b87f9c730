/** The newest requests that a period was charged for, and the way to all of them. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { api, type Page } from "../../api/client";
import { instant } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable } from "../../parts/DataTable";
import { Money } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import type { LookedAt } from "./period";

interface RequestRow {
  request_id: string;
  time: string;
  use_case: string;
  user: string;
  resource: string;
  cost: string;
  overrun: string;
  status: number;
}

const SHOWN = 10;

export function RequestsBehind({ period, zone }: { period: LookedAt; zone: string }) {
  const app = useApplicationId();
  const path = usePath();
  const navigate = useNavigate();
  const { from, to, filters } = period;
  const search = { from, to, filters, order: "-time" };
  const body = { ...search, limit: SHOWN };
  const found = useQuery({
    queryKey: ["limits", app, "requests", body],
    queryFn: ({ signal }) =>
      api<Page<RequestRow>>("/requests/search", { method: "POST", body, application: app, signal }),
  });
  return (
    <Card
      title="Newest requests"
      actions={
        <>
          <Button
            component={Link}
            to={path("/requests")}
            search={period.rows() as never}
            variant="subtle"
            size="compact-sm"
          >
            All requests
          </Button>
          <ShareMenu
            name="Requests of the limit"
            path="/requests/search"
            body={search}
            formats={["csv", "parquet"]}
          />
        </>
      }
      flush
    >
      <Waiting of={found} height={300}>
        {({ items }) => (
          <DataTable
            name="Newest requests of the limit"
            columns={[
              { id: "time", label: "Time", cell: (row) => instant(row.time, zone, true) },
              { id: "use_case", label: "Use case", cell: (row) => row.use_case },
              { id: "user", label: "User", cell: (row) => row.user },
              { id: "resource", label: "Resource", cell: (row) => row.resource },
              { id: "status", label: "Status", numeric: true, cell: (row) => row.status },
              { id: "cost", label: "Cost", numeric: true, cell: (row) => <Money amount={row.cost} /> },
              {
                id: "overrun",
                label: "Overrun",
                numeric: true,
                cell: (row) => <Money amount={row.overrun} />,
              },
            ]}
            rows={items}
            keyOf={(row) => row.request_id}
            onOpen={(row) =>
              void navigate({
                to: path("/requests"),
                search: { ...period.rows(), open: row.request_id } as never,
              })
            }
          />
        )}
      </Waiting>
    </Card>
  );
}
