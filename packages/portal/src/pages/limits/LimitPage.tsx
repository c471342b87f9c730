/** A limit: how its spend grew, when it will be full, what it was spent on, and its periods. */

import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { instant } from "../../format";
import { Stat } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { useApplicationId, useIsOwner, usePath } from "../../state/application";
import { useView, type View } from "../../state/view";
import { text } from "../../text/en";
import { stateAt } from "./amounts";
import { Bar, fullness, StateMark } from "./Bar";
import { Contributors } from "./Contributors";
import { CurveCard } from "./CurveCard";
import { History } from "./History";
import { type Limit, limitQuery } from "./limit";
import { type LookedAt, usePeriod } from "./period";
import { RequestsBehind } from "./RequestsBehind";
import { STATES, words } from "./words";

const Facts = later(async () => (await import("./Facts")).Facts, { height: 300 });
const LimitDialogs = later(async () => (await import("./LimitDialogs")).LimitDialogs);

export default function LimitPage() {
  const view = useView();
  const app = useApplicationId();
  const path = usePath();
  const navigate = useNavigate();
  const { limit: id = "" } = useParams({ strict: false }) as { limit?: string };
  const limit = useQuery(limitQuery(app, id));
  return (
    <>
      <PageHeader title={limit.data?.limit_name ?? id}>
        <Head view={view} />
      </PageHeader>
      <Waiting of={limit} height={400}>
        {(known) => <Known limit={known} view={view} />}
      </Waiting>
      {view.get("do") && (
        <LimitDialogs
          view={view}
          of={id}
          afterDelete={() => void navigate({ to: path("/limits"), replace: true })}
        />
      )}
    </>
  );
}

function Head({ view }: { view: View }) {
  const owner = useIsOwner();
  const path = usePath();
  return (
    <>
      <Button component={Link} to={path("/limits")} variant="subtle">
        All limits
      </Button>
      {owner && (
        <>
          <Button variant="default" onClick={() => view.set({ do: "edit" })}>
            {words.edit}
          </Button>
          <Button variant="default" onClick={() => view.set({ do: "reset" })}>
            {words.reset}
          </Button>
          <Button variant="default" c="var(--bad)" onClick={() => view.set({ do: "delete" })}>
            {text.remove}
          </Button>
        </>
      )}
    </>
  );
}

function Known({ limit, view }: { limit: Limit; view: View }) {
  const app = useApplicationId();
  const period = usePeriod(app, limit, view);
  if (period === undefined) return null;
  return (
    <>
      <Summary limit={limit} period={period} view={view} />
      <CurveCard limit={limit} period={period} view={view} />
      <Contributors period={period} />
      <RequestsBehind period={period} zone={view.zone} />
      <History limit={limit} period={period} view={view} />
      <Facts limit={limit} zone={view.zone} />
    </>
  );
}

function Summary({ limit, period, view }: { limit: Limit; period: LookedAt; view: View }) {
  const path = usePath();
  const spend = period.totals.cost.total.base;
  const state = stateAt(spend, period.max, limit.threshold);
  const behind = { to: path("/requests"), search: period.rows() };
  return (
    <>
      <div className="card" style={{ padding: 16, marginBottom: 16 }}>
        <Group justify="space-between" mb={6}>
          <Group gap="xs">
            <StateMark state={state} />
            <Text size="sm" className="quiet">
              {STATES[state].meaning}
            </Text>
          </Group>
          <Text size="sm">{fullness(spend, period.max)}</Text>
        </Group>
        <Bar spend={spend} max={period.max} threshold={limit.threshold} state={state} />
        <Text size="sm" className="quiet" mt={6}>
          {period.number === null ? words.running : `Period ${period.number}`}:{" "}
          {instant(period.from, view.zone)} until{" "}
          {period.number === null ? "now" : instant(period.to, view.zone)}
        </Text>
      </div>
      <Group gap="md" mb="md" align="stretch">
        <Stat metric="cost" value={spend} unit="usd" {...behind} />
        <Stat metric="overrun" value={period.totals.cost.total.overrun_base} unit="usd" {...behind} />
        <Stat metric="requests" value={period.totals.requests.total} unit="count" {...behind} />
      </Group>
    </>
  );
}
