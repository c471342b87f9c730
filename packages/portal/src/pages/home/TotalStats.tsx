/** The figures of several applications together: the server's totals, for who uses two of them is one user. */

import { Group } from "@mantine/core";
import { totalsOf, unitOf, useQuestion } from "../../api/questions";
import type { Application } from "../../api/session";
import { Stat } from "../../parts/Figure";
import { Uncertain, Waiting } from "../../parts/Honest";
import type { View } from "../../state/view";
import { aboutAll } from "./question";

const METRICS = ["cost", "requests", "users", "failure_rate", "p95(latency_ms)"];

interface TotalStatsProps {
  view: View;
  applications: readonly Application[];
}

export function TotalStats({ view, applications }: TotalStatsProps) {
  const asked = aboutAll(view, applications);
  const found = useQuestion(asked && { ...asked, metrics: METRICS, compare: "previous" });
  if (asked === null) return null;
  return (
    <Waiting of={found} height={94}>
      {(answer) => (
        <>
          <Group gap="md" mb="md" align="stretch">
            {METRICS.map((metric) => (
              <Stat
                key={metric}
                metric={metric}
                value={totalsOf(answer)[metric]}
                unit={unitOf(answer, metric)}
                changed={totalsOf(answer)[`${metric}.change`]}
              />
            ))}
          </Group>
          <Uncertain meta={answer.meta} />
        </>
      )}
    </Waiting>
  );
}
