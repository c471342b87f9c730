/** The spend of a period as it grew, against threshold and maximum, with the estimated day of reaching it. */

import { SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { type Answer, type Question, totalsOf, useQuestion } from "../../api/questions";
import type { ChartHandle, Pressed } from "../../charts/Chart";
import { count, instant } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable } from "../../parts/DataTable";
import { Money } from "../../parts/Figure";
import { Uncertain, Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import type { View } from "../../state/view";
import { atoms, inFull } from "./amounts";
import { CurveChart } from "./CurveChart";
import { type CurvePoint, curveOf } from "./curve";
import { ForecastLine } from "./ForecastLine";
import type { Limit } from "./limit";
import type { LookedAt } from "./period";

interface CurveCardProps {
  limit: Limit;
  period: LookedAt;
  view: View;
}

export function CurveCard({ limit, period, view }: CurveCardProps) {
  const app = useApplicationId();
  const question: Question = { ...period.question, metrics: ["cost", "requests"], grain: "auto" };
  const answer = useQuestion(question, app);
  const chart = useRef<ChartHandle>(null);
  const asTable = view.get("as") === "table";
  return (
    <Card
      title="Spend over time"
      about="Everything spent up to each moment, by the time of the requests."
      actions={
        <>
          <SegmentedControl
            aria-label="Show as"
            size="xs"
            className="no-print"
            data={[
              { value: "chart", label: "Chart" },
              { value: "table", label: "Table" },
            ]}
            value={asTable ? "table" : "chart"}
            onChange={(as) => view.set({ as: as === "chart" ? null : as }, true)}
          />
          <ShareMenu
            name={`Spend of ${limit.limit_name}`}
            question={question}
            chart={asTable ? undefined : chart}
          />
        </>
      }
    >
      <Waiting of={answer} height={300}>
        {(known) => (
          <>
            <Curve answer={known} asTable={asTable} limit={limit} period={period} view={view} chart={chart} />
            <Uncertain meta={known.meta} />
            <Difference answer={known} period={period} />
          </>
        )}
      </Waiting>
    </Card>
  );
}

interface CurveProps extends CurveCardProps {
  answer: Answer;
  asTable: boolean;
  chart: React.RefObject<ChartHandle | null>;
}

function Curve({ answer, asTable, limit, period, view, chart }: CurveProps) {
  const navigate = useNavigate();
  const path = usePath();
  const curve = useMemo(() => curveOf(answer), [answer]);
  const rowsOf = (point: CurvePoint) =>
    void navigate({
      to: path("/requests"),
      search: { ...period.rows(), range: `${whole(point.from)}/${whole(point.until)}` } as never,
    });
  return (
    <>
      <ForecastLine limit={limit} period={period} curve={curve} zone={view.zone} />
      {asTable ? (
        <CurveTable curve={curve} zone={view.zone} open={rowsOf} total={String(totalsOf(answer).cost)} />
      ) : (
        <CurveChart
          curve={curve}
          max={period.max}
          threshold={limit.threshold}
          zone={view.zone}
          onPoint={({ x }: Pressed) => {
            const point = curve.find(({ until }) => Date.parse(until) >= x);
            if (point) rowsOf(point);
          }}
          ref={chart}
        />
      )}
    </>
  );
}

/** An instant without fractions of a second, as ranges in URLs have them. */
const whole = (iso: string) => `${iso.slice(0, 19)}Z`;

interface CurveTableProps {
  curve: readonly CurvePoint[];
  zone: string;
  open: (point: CurvePoint) => void;
  total: string;
}

function CurveTable({ curve, zone, open, total }: CurveTableProps) {
  return (
    <DataTable
      name="Spend by time"
      columns={[
        { id: "from", label: "From", cell: (point) => instant(point.from, zone), total: "Total" },
        { id: "requests", label: "Requests", numeric: true, cell: (point) => count(point.requests) },
        {
          id: "cost",
          label: "Cost",
          numeric: true,
          cell: (point) => <Money amount={point.cost} />,
          total: <Money amount={total} />,
        },
        {
          id: "spend",
          label: "Spend so far",
          numeric: true,
          cell: (point) => <Money amount={point.spend} />,
        },
      ]}
      rows={curve}
      keyOf={(point) => point.from}
      onOpen={open}
      height={320}
    />
  );
}

/** Requests count by their own time here, and were charged when they arrived: the two need not agree. */
function Difference({ answer, period }: { answer: Answer; period: LookedAt }) {
  const dated = String(totalsOf(answer).cost ?? "0");
  const charged = period.totals.cost.total.base;
  if (atoms(dated) === atoms(charged)) return null;
  return (
    <p className="quiet table-note" style={{ paddingInline: 0 }}>
      Requests dated in this period cost {inFull(dated)}; charged to it were {inFull(charged)}. They differ
      where requests arrived after their period, were corrected after it, or were recorded without being
      charged.
    </p>
  );
}
