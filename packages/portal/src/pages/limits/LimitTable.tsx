/** The limits of an application, a row each. */

import { ActionIcon, Group, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { instant, percent } from "../../format";
import { DataTable, type TableColumn, useTableAhead } from "../../parts/DataTable";
import { Money } from "../../parts/Figure";
import { later } from "../../parts/later";
import { Opener } from "../../parts/Opener";
import { useApplicationId, usePath } from "../../state/application";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { Bar, fullness, StateMark } from "./Bar";
import { chargeTimeQuery, type Limit } from "./limit";
import { requestColumns } from "./requestColumns";
import { TYPES, words } from "./words";

const LimitActs = later(async () => (await import("./LimitActs")).default);

interface LimitTableProps {
  /** Undefined until the first of them are here. */
  limits: readonly Limit[] | undefined;
  view: View;
  owner: boolean;
  onEnd: () => void;
  empty: string;
}

export function LimitTable({ limits, view, owner, onEnd, empty }: LimitTableProps) {
  useTableAhead();
  const navigate = useNavigate();
  const path = usePath();
  const columns = useMemo(() => columnsOf(view, owner, path), [view, owner, path]);
  if (limits === undefined)
    return <Skeleton height={240} mx="md" w="auto" aria-label={text.loading} role="status" />;
  return (
    <DataTable
      name="Limits"
      columns={columns}
      rows={limits}
      keyOf={(limit) => limit.limit_id}
      onOpen={(limit) => void navigate({ to: path(`/limits/${encodeURIComponent(limit.limit_id)}`) })}
      onEnd={onEnd}
      empty={<Text className="quiet">{empty}</Text>}
    />
  );
}

type LimitColumn = TableColumn<Limit>;

function columnsOf(view: View, owner: boolean, path: (to: string) => string): LimitColumn[] {
  const name: LimitColumn = {
    id: "name",
    label: "Name",
    width: 180,
    cell: (limit) => (
      <Link to={path(`/limits/${encodeURIComponent(limit.limit_id)}`)} className="plain-link">
        {limit.limit_name}
      </Link>
    ),
  };
  const actions: LimitColumn = {
    id: "actions",
    label: "Change",
    cell: (limit) => <Actions limit={limit} view={view} />,
  };
  return [
    name,
    ...moneyColumns,
    lastCharge(view.zone),
    ...requestColumns<Limit>((limit) => limit.totals),
    ...settingColumns,
    ...(owner ? [actions] : []),
  ];
}

const moneyColumns: LimitColumn[] = [
  { id: "state", label: "State", width: 100, cell: (limit) => <StateMark state={limit.state} /> },
  {
    id: "bar",
    label: "Spend of max",
    meaning: "The bar ends at the maximum; the mark is the threshold from which the limit warns.",
    width: 230,
    cell: (limit) => (
      <Group gap="xs" wrap="nowrap" title={fullness(limit.totals.cost.total.base, limit.max)}>
        <div style={{ flex: 1 }}>
          <Bar spend={limit.totals.cost.total.base} {...limit} />
        </div>
        <Text size="sm" className="quiet number" w={100}>
          {fullness(limit.totals.cost.total.base, limit.max)}
        </Text>
      </Group>
    ),
  },
  {
    id: "spend",
    label: "Spend",
    numeric: true,
    cell: (limit) => <Money amount={limit.totals.cost.total.base} />,
  },
  { id: "max", label: "Max", numeric: true, cell: (limit) => <Money amount={limit.max} /> },
  {
    id: "overrun",
    label: "Overrun",
    meaning: "The spend above the maximum.",
    numeric: true,
    cell: (limit) => <Money amount={limit.totals.cost.total.overrun_base} />,
  },
];

const settingColumns: LimitColumn[] = [
  { id: "id", label: "Id", cell: (limit) => <code>{limit.limit_id}</code> },
  {
    id: "type",
    label: "Type",
    cell: (limit) => (
      <span title={TYPES[limit.limit_type]}>
        {limit.enforcement === "hard" ? `${limit.limit_type}, hard` : limit.limit_type}
      </span>
    ),
  },
  {
    id: "threshold",
    label: "Threshold",
    numeric: true,
    hidden: true,
    cell: (limit) => (limit.threshold === null ? "none" : percent(limit.threshold)),
  },
  { id: "automatic", label: "Automatic", cell: (limit) => (limit.automatic ? "automatic" : "by hand") },
  {
    id: "properties",
    label: "Properties",
    hidden: true,
    cell: (limit) =>
      Object.entries(limit.properties)
        .map(([key, value]) => `${key}: ${value}`)
        .join(", "),
  },
];

function lastCharge(zone: string): LimitColumn {
  return {
    id: "last",
    label: "Last request",
    meaning: "The time of the newest request that the limit was charged with.",
    cell: ({ limit_id, limit_charge_timestamp: charged }) =>
      charged === null ? <LastCharge id={limit_id} zone={zone} /> : instant(charged, zone),
  };
}

/** Of a limit that does not know: found among its requests, for the rows in sight only. */
function LastCharge({ id, zone }: { id: string; zone: string }) {
  const app = useApplicationId();
  const last = useQuery(chargeTimeQuery(app, id, "last"));
  if (last.data === undefined) return <span className="quiet">{last.error ? "not known" : "…"}</span>;
  return <span>{last.data === null ? words.neverCharged : instant(last.data, zone)}</span>;
}

function Actions({ limit, view }: { limit: Limit; view: View }) {
  const button = (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Change ${limit.limit_name}`}>
      ⋯
    </ActionIcon>
  );
  return (
    <Opener popup="menu" button={button} ahead={LimitActs.ahead}>
      {(beside) => <LimitActs limit={limit} view={view} beside={beside} />}
    </Opener>
  );
}
