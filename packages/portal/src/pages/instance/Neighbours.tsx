/** The instances that began just before and just after. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { searchInstances } from "../../api/instances";
import { carried } from "../../frame/carried";
import { useApplicationId, usePath } from "../../state/application";
import { useMinute } from "../../state/clock";
import type { InstanceParts } from "./useInstanceParts";

interface NeighboursProps {
  useCase: string;
  parts: InstanceParts;
}

export function Neighbours({ useCase, parts }: NeighboursProps) {
  const started = parts.requests?.[0]?.time;
  const now_ms = useMinute();
  const before = useNeighbour(useCase, "-started", "2000-01-01T00:00:00Z", started);
  const after = useNeighbour(useCase, "started", started && later(started), new Date(now_ms).toISOString());
  return (
    <>
      <Way to={before} useCase={useCase} label="‹ Previous" />
      <Way to={after} useCase={useCase} label="Next ›" />
    </>
  );
}

function later(instant: string): string {
  return new Date(Date.parse(instant) + 1).toISOString();
}

function useNeighbour(
  useCase: string,
  order: string,
  from: string | undefined,
  to: string | undefined,
): string | undefined {
  const app = useApplicationId();
  const search = {
    from: from ?? "",
    to: to ?? "",
    filters: [{ field: "use_case", op: "in" as const, values: [useCase] }],
    order,
    limit: 1,
  };
  const known = from !== undefined && to !== undefined && Date.parse(from) < Date.parse(to);
  return (
    useQuery({
      queryKey: ["instances", app, search],
      queryFn: async ({ signal }) => (await searchInstances(search, app, signal)).items[0]?.id ?? null,
      enabled: known,
    }).data ?? undefined
  );
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
