/** What a limit was set to. */

import type { ReactNode } from "react";
import { instant, percent } from "../../format";
import { Card } from "../../parts/Card";
import { FactTable } from "../../parts/FactTable";
import { Money } from "../../parts/Figure";
import { riskThreshold } from "./amounts";
import type { Limit } from "./limit";
import { ENFORCEMENTS, TYPES } from "./words";

export function Facts({ limit, zone }: { limit: Limit; zone: string }) {
  const facts: [string, ReactNode][] = [
    ["Id", <code key="id">{limit.limit_id}</code>],
    ["Type", `${limit.limit_type}: ${TYPES[limit.limit_type]}`],
    ["Promise", `${limit.enforcement}: ${ENFORCEMENTS[limit.enforcement]}`],
    ["Threshold", <Threshold key="threshold" limit={limit} />],
    [
      "Made",
      limit.automatic ? "automatically, from the template of its use case" : "by hand or by a program",
    ],
    ["Created", instant(limit.limit_creation_timestamp, zone)],
    ["Changed", instant(limit.limit_update_timestamp, zone)],
    ...Object.entries(limit.properties),
  ];
  return (
    <Card title="Settings">
      <FactTable label="Settings of the limit" facts={facts} />
    </Card>
  );
}

function Threshold({ limit }: { limit: Limit }) {
  if (limit.threshold === null) return <>none: it warns only at the maximum itself</>;
  return (
    <>
      {percent(limit.threshold)}: it warns from <Money amount={riskThreshold(limit.max, limit.threshold)} />
    </>
  );
}
