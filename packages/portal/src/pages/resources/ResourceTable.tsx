/** The resources of a category with the prices in force, and what was used of them. */

import { Badge, Group, Switch, Text, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { count, day, exactMoney } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Money } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { useApplicationId } from "../../state/application";
import type { View } from "../../state/view";
import { priceAt } from "./prices";
import { useResources, type Version } from "./resources";
import type { Usage } from "./usage";
import { words } from "./words";

const MILLION = 1_000_000;

interface ResourceTableProps {
  view: View;
  category: string;
  usage: Usage;
}

export function ResourceTable({ view, category, usage }: ResourceTableProps) {
  const resources = useResources(useApplicationId(), category);
  const columns = useMemo(() => columnsOf(usage, view.zone), [usage, view.zone]);
  const typed = view.get("q") ?? "";
  const usedOnly = view.get("used") === "yes";
  const kept = (version: Version) =>
    version.resource.toLowerCase().includes(typed.toLowerCase()) &&
    (!usedOnly || usage.ofResource(version.category, version.resource) !== undefined);
  return (
    <Card title={category} flush>
      <Group px="md" pb="sm" justify="space-between" className="no-print">
        <TextInput
          data-search
          aria-label={words.find}
          placeholder={words.find}
          w={{ base: "100%", sm: 280 }}
          value={typed}
          onChange={(event) => view.set({ q: event.currentTarget.value }, true)}
        />
        <Switch
          label={words.usedOnly}
          checked={usedOnly}
          onChange={(event) => view.set({ used: event.currentTarget.checked ? "yes" : null }, true)}
        />
      </Group>
      <Waiting of={resources} height={420}>
        {(found) => (
          <DataTable
            name={`Resources of ${category}`}
            columns={columns}
            rows={found.filter(kept)}
            keyOf={keyOf}
            onOpen={(version) => view.set({ resource: version.resource })}
            selected={found.filter((version) => version.resource === view.get("resource")).map(keyOf)[0]}
            height={680}
            empty={<Text className="quiet">{usedOnly ? words.noneUsed : words.none}</Text>}
          />
        )}
      </Waiting>
    </Card>
  );
}

/** Several names may stand for one version. */
const keyOf = (version: Version) => `${version.resource} ${version.resource_id}`;

function columnsOf(usage: Usage, zone: string): TableColumn<Version>[] {
  const used = (version: Version) => usage.ofResource(version.category, version.resource);
  return [
    { id: "resource", label: "Resource", width: 220, cell: (version) => <Name version={version} /> },
    price("input", "Input, per 1M", "text", "input_price"),
    price("output", "Output, per 1M", "text", "output_price"),
    price("cached", "Cached input, per 1M", "text_cache_read", "input_price"),
    {
      id: "others",
      label: "Other units",
      cell: (version) => count(Object.keys(version.units).filter((unit) => unit !== "text").length),
      numeric: true,
      hidden: true,
    },
    { id: "since", label: "Since", cell: (version) => since(version, zone) },
    { id: "context", label: "Long context from", numeric: true, hidden: true, cell: longContext },
    {
      id: "requests",
      label: "Requests, 30 days",
      numeric: true,
      cell: (version) => (used(version) ? count(used(version)?.requests) : ""),
    },
    {
      id: "cost",
      label: "Cost, 30 days",
      numeric: true,
      cell: (version) => (used(version) ? <Money amount={used(version)?.cost} /> : ""),
    },
  ];
}

function price(id: string, label: string, unit: string, side: "input_price" | "output_price") {
  return {
    id,
    label,
    numeric: true,
    cell: (version: Version) => {
      const told = version.units[unit]?.[side];
      return told === undefined ? "" : exactMoney(priceAt(told, MILLION));
    },
  };
}

/** A price that holds since ever has no date to tell. */
function since(version: Version, zone: string): string {
  return Date.parse(version.start_timestamp) === 0 ? "always" : day(version.start_timestamp, zone);
}

function longContext(version: Version): string {
  return version.large_context_threshold === null ? "" : count(version.large_context_threshold);
}

function Name({ version }: { version: Version }) {
  const scope = version.mapped_resource;
  return (
    <Group gap={6} wrap="nowrap">
      <span>{version.resource}</span>
      {version.aliased_resource && (
        <Text component="span" size="sm" className="quiet">
          → {version.aliased_resource}
        </Text>
      )}
      {scope && (
        <Badge size="xs" variant="default" tt="none">
          {[scope.scope, scope.sub_scope].filter(Boolean).join(" ")}
        </Badge>
      )}
      {version.deprecated_timestamp && (
        <Badge size="xs" variant="default" tt="none" style={{ color: "var(--warn)" }}>
          deprecated
        </Badge>
      )}
    </Group>
  );
}
