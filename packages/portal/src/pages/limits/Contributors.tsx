/** What a limit was spent on: the largest use cases, users and models of the period. */

import { SimpleGrid } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type Question, type Row, rowsOf, totalsOf, useQuestion } from "../../api/questions";
import { count } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable } from "../../parts/DataTable";
import { Money } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import { narrowed } from "../../state/view";
import { text } from "../../text/en";
import { dimensionLabel } from "../../text/metrics";
import type { LookedAt } from "./period";

const DIMENSIONS = ["use_case", "user", "resource"];
const LARGEST = 5;

export function Contributors({ period }: { period: LookedAt }) {
  return (
    <SimpleGrid cols={{ base: 1, lg: 3 }} spacing="md">
      {DIMENSIONS.map((by) => (
        <Contributor key={by} by={by} period={period} />
      ))}
    </SimpleGrid>
  );
}

function Contributor({ by, period }: { by: string; period: LookedAt }) {
  const app = useApplicationId();
  const navigate = useNavigate();
  const path = usePath();
  const question: Question = { ...period.question, metrics: ["cost", "requests"], by: [by], top: LARGEST };
  const answer = useQuestion(question, app);
  const title = `Largest by ${dimensionLabel(by).toLowerCase()}`;
  const open = (row: Row) =>
    void navigate({
      to: path("/requests"),
      search: period.rows([narrowed(by, String(row[by])), ...accountOf(row)]) as never,
    });
  return (
    <Card title={title} actions={<ShareMenu name={title} question={question} />} flush>
      <Waiting of={answer} height={220}>
        {(known) => {
          const totals = totalsOf(known);
          return (
            <DataTable
              name={`Contributors by ${dimensionLabel(by).toLowerCase()}`}
              columns={[
                { id: by, label: dimensionLabel(by), cell: (row) => String(row[by]), total: text.totals },
                {
                  id: "requests",
                  label: "Requests",
                  numeric: true,
                  cell: (row) => count(row.requests),
                  total: count(totals.requests),
                },
                {
                  id: "cost",
                  label: "Cost",
                  numeric: true,
                  cell: (row) => <Money amount={row.cost} />,
                  total: <Money amount={totals.cost} />,
                },
              ]}
              rows={rowsOf(known)}
              keyOf={(row) => `${row[by]} ${row.account ?? ""}`}
              onOpen={(row) => {
                if (row[by] !== text.other) open(row);
              }}
            />
          );
        }}
      </Waiting>
    </Card>
  );
}

/** A user is an id within an account. */
function accountOf(row: Row) {
  return row.account === undefined ? [] : [narrowed("account", String(row.account))];
}
