/** The instances of a use case: each one execution, with its cost and its scores. */

import { Anchor, Text } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  everyInstance,
  type FoundInstances,
  type InstanceSummary,
  instanceOrder,
  useInstances,
} from "../../api/instances";
import { count, decimal, duration, instant } from "../../format";
import { carried } from "../../frame/carried";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Money } from "../../parts/Figure";
import { Failed } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { filtersWithin } from "./scope";
import { versionName } from "./versions";

export function InstancesCard({ view, useCase }: { view: View; useCase: string }) {
  const app = useApplicationId();
  const path = usePath();
  const navigate = useNavigate();
  const order = instanceOrder(view.get("order"));
  const search = { from: view.from, to: view.to, filters: filtersWithin(view, useCase), order };
  const found = useInstances(search, app);
  const total = found.data?.pages[0]?.total;
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  const address = (row: InstanceSummary) =>
    path(`/use-cases/${encodeURIComponent(row.use_case)}/${encodeURIComponent(row.id)}`);
  if (found.error && !found.data) return <Failed error={found.error} retry={() => void found.refetch()} />;
  return (
    <Card
      title="Instances"
      about={total && `${count(total.instances)} in this range`}
      actions={
        <ShareMenu
          name={`${useCase} instances`}
          path="/instances/search"
          body={search}
          rows={() => everyInstance(search, app)}
        />
      }
      flush
    >
      <DataTable
        name={`Instances of ${useCase}`}
        columns={columnsOf(view, address, rows, total)}
        rows={rows}
        keyOf={(row) => row.id}
        order={order}
        onOrder={(next) => view.set({ order: possible(next) }, true)}
        onOpen={(row) => void navigate({ to: address(row), search: carried as never })}
        onEnd={() => {
          if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
        }}
        height={640}
        empty={<Text className="quiet">{found.isPending ? text.loading : text.nothing}</Text>}
      />
    </Card>
  );
}

/** The largest come first in every order but that of time. */
function possible(order: string): string {
  return order === "started" || order.startsWith("-") ? order : `-${order}`;
}

type Total = FoundInstances["total"] | undefined;

function columnsOf(
  view: View,
  address: (row: InstanceSummary) => string,
  rows: readonly InstanceSummary[],
  total: Total,
): TableColumn<InstanceSummary>[] {
  const kpis = [...new Set(rows.flatMap((row) => Object.keys(row.kpis)))].sort();
  return [
    {
      id: "started",
      label: "Started",
      sort: "started",
      cell: (row) => instant(row.started, view.zone, true),
      total: text.totals,
    },
    {
      id: "id",
      label: "Instance",
      cell: (row) => (
        <Anchor component={Link} size="sm" to={address(row)} search={carried as never}>
          {row.id}
        </Anchor>
      ),
    },
    { id: "version", label: "Version", numeric: true, cell: (row) => versionName(row.version) },
    {
      id: "ended",
      label: "Ended",
      hidden: true,
      cell: (row) => instant(row.ended, view.zone, true),
    },
    { id: "user", label: "User", cell: (row) => row.user },
    { id: "account", label: "Account", cell: (row) => row.account },
    {
      id: "requests",
      label: "Requests",
      numeric: true,
      sort: "requests",
      cell: (row) => count(row.requests),
      total: count(total?.requests),
    },
    {
      id: "cost",
      label: "Cost",
      numeric: true,
      sort: "cost",
      cell: (row) => <Money amount={row.cost} />,
      total: <Money amount={total?.cost} />,
    },
    {
      id: "failures",
      label: "Failures",
      numeric: true,
      sort: "failures",
      cell: (row) => count(row.failures),
      total: count(total?.failures),
    },
    {
      id: "latency",
      label: "Latency, summed",
      numeric: true,
      sort: "latency_ms_total",
      cell: (row) => duration(row.latency_ms_total),
    },
    ...kpis.map(
      (name): TableColumn<InstanceSummary> => ({
        id: `kpi:${name}`,
        label: name,
        numeric: true,
        cell: (row) => decimal(row.kpis[name]),
      }),
    ),
  ];
}
