/** The columns of the list of requests. Totals come from the question over the same range and filters. */

import { Text } from "@mantine/core";
import type { Row } from "../../api/questions";
import type { RequestSummary } from "../../api/requests";
import { count, duration, instant } from "../../format";
import type { TableColumn } from "../../parts/DataTable";
import { Figure, Money } from "../../parts/Figure";
import { text } from "../../text/en";

type Columns = TableColumn<RequestSummary>[];

/** Counts by unit, `in → out`: `text 8,531 → 769`. */
export function unitsText(units: Record<string, number>): string {
  const byUnit = new Map<string, { input?: number; output?: number }>();
  for (const [line, counted] of Object.entries(units)) {
    const at = line.lastIndexOf(".");
    const unit = line.slice(0, at);
    byUnit.set(unit, { ...byUnit.get(unit), [line.slice(at + 1)]: counted });
  }
  return [...byUnit]
    .map(([unit, { input, output }]) => {
      const sides = [
        input === undefined ? "" : count(input),
        output === undefined ? "" : `→ ${count(output)}`,
      ];
      return [unit, ...sides.filter((side) => side !== "")].join(" ");
    })
    .join(", ");
}

export function requestColumns(zone: string, totals: Row | undefined): Columns {
  return [
    {
      id: "time",
      label: "Time",
      sort: "time",
      cell: (row) => instant(row.time, zone, true),
      total: `${text.totals}${totals ? `, ${count(totals.requests)} requests` : ""}`,
    },
    { id: "use_case", label: "Use case", cell: useCaseText },
    { id: "step", label: "Step", cell: (row) => row.step },
    { id: "user", label: "User", cell: (row) => row.user },
    { id: "account", label: "Account", cell: (row) => row.account, hidden: true },
    { id: "instance", label: "Instance", cell: (row) => row.instance, hidden: true },
    { id: "category", label: "Category", cell: (row) => row.category, hidden: true },
    { id: "resource", label: "Resource", cell: (row) => row.resource },
    { id: "units", label: "Units", cell: (row) => unitsText(row.units), meaning: "In → out, by unit" },
    ...figures(totals),
    { id: "status", label: "Status", cell: (row) => <Status row={row} /> },
    { id: "failure", label: "Failure", cell: (row) => row.failure, hidden: true },
    { id: "limits", label: "Limits", cell: (row) => row.limits.join(", "), hidden: true },
    { id: "properties", label: "Properties", cell: (row) => propertiesText(row), hidden: true },
    {
      id: "request_id",
      label: "Request id",
      cell: (row) => row.request_id,
      hidden: true,
      width: 320,
    },
  ];
}

function figures(totals: Row | undefined): Columns {
  return [
    {
      id: "cost",
      label: "Cost",
      numeric: true,
      sort: "cost",
      cell: (row) => <Cost row={row} />,
      total: totals && <Money amount={totals.cost} />,
    },
    {
      id: "latency",
      label: "Latency",
      numeric: true,
      sort: "latency_ms",
      cell: (row) => duration(row.latency_ms),
      total: totals && <Median value={totals["p50(latency_ms)"]} />,
    },
    {
      id: "first_token",
      label: "First token",
      numeric: true,
      cell: (row) => duration(row.ttft_ms),
      total: totals && <Median value={totals["p50(ttft_ms)"]} />,
    },
  ];
}

/** A median does not add up: it says what it is. */
function Median({ value }: { value: Row[string] | undefined }) {
  return (
    <span title="median">
      <span className="quiet">p50 </span>
      <Figure value={value} unit="ms" />
    </span>
  );
}

function useCaseText(row: RequestSummary): string {
  return row.version > 0 ? `${row.use_case} v${row.version}` : row.use_case;
}

function propertiesText(row: RequestSummary): string {
  return Object.entries(row.properties)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ");
}

/** An amount; where it is not all of it, or not known, it says so. */
function Cost({ row }: { row: RequestSummary }) {
  if (row.unpriced === 0) return <Money amount={row.cost} />;
  return (
    <span style={{ color: "var(--warn)" }}>
      {row.unpriced === 1 ? (
        <>
          <Money amount={row.cost} /> + unpriced
        </>
      ) : (
        "unpriced"
      )}
    </span>
  );
}

function Status({ row }: { row: RequestSummary }) {
  const bad = row.failure !== null || row.status >= 400;
  return (
    <Text component="span" size="sm" style={bad ? { color: "var(--bad)" } : undefined}>
      {row.failure ?? row.status}
    </Text>
  );
}
