/** The instances that began just before and just after. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type InstanceOrder, searchInstances } from "../../api/instances";
import type { Filter } from "../../api/questions";
import { carried } from "../../frame/carried";
import { useApplicationId, usePath } from "../../state/application";
import { useMinute } from "../../state/clock";
import type { InstanceParts } from "./useInstanceParts";

interface NeighboursProps {
  useCase: string;
  parts: InstanceParts;
}

const ALWAYS = "2000-01-01T00:00:00Z";
/** Of so many instances that were active next, those that began before are left out. */
const LOOKED_AT = 20;

export function Neighbours({ useCase, parts }: NeighboursProps) {
  const app = useApplicationId();
  const now_ms = useMinute();
  const started = parts.requests?.[0]?.time;
  const found = useQuery({
    queryKey: ["neighbours", app, useCase, started, now_ms],
    queryFn: ({ signal }) => neighbours(app, useCase, started as string, now_ms, signal),
    enabled: started !== undefined,
  }).data;
  return (
    <>
      <Way to={found?.before} useCase={useCase} label="‹ Previous" />
      <Way to={found?.after} useCase={useCase} label="Next ›" />
    </>
  );
}

interface Found {
  before: string | undefined;
  after: string | undefined;
}

/** The ids of the instances that began last before, and first after, an instant. */
async function neighbours(
  app: string,
  useCase: string,
  started: string,
  now_ms: number,
  signal: AbortSignal,
): Promise<Found> {
  const filters: Filter[] = [{ field: "use_case", op: "in", values: [useCase] }];
  const later = new Date(Date.parse(started) + 1).toISOString();
  const find = (from: string, to: string, order: InstanceOrder, more: Filter[] = []) =>
    from < to
      ? searchInstances({ from, to, filters: [...filters, ...more], order, limit: LOOKED_AT }, app, signal)
      : Promise.resolve({ items: [] });
  const [earlier, active] = await Promise.all([
    find(ALWAYS, started, "-started"),
    find(later, new Date(now_ms).toISOString(), "started"),
  ]);
  const ids = active.items.map((one) => one.id);
  const known =
    ids.length > 0
      ? await find(ALWAYS, later, "started", [{ field: "instance", op: "in", values: ids }])
      : active;
  const began = new Set(known.items.map((one) => one.id));
  return { before: earlier.items[0]?.id, after: ids.find((id) => !began.has(id)) };
}

function Way({ to, useCase, label }: { to: string | undefined; useCase: string; label: string }) {
  const path = usePath();
  if (to === undefined)
    return (
      <Button variant="default" disabled>
        {label}
      </Button>
    );
  const address = path(`/use-cases/${encodeURIComponent(useCase)}/${encodeURIComponent(to)}`);
  return (
    <Button
      variant="default"
      renderRoot={(props) => <Link {...props} to={address} search={carried as never} />}
    >
      {label}
    </Button>
  );
}
