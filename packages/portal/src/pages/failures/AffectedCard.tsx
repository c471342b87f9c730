/** Whom failures hit: how many users and accounts, and those with the most. */

import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Question, type Row, rowsOf, totalsOf, useQuestion } from "../../api/questions";
import { count } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Money } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import { FAILED, filtersOfRow, searchOf, together } from "../../state/behind";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { words } from "./words";

const TOP = 10;
const DIMENSIONS = ["user", "account"];

export function AffectedCard({ view }: { view: View }) {
  const { compare: _unasked, ...range } = view.question;
  const question: Question = {
    ...range,
    filters: [...view.filters, FAILED],
    metrics: ["failures", "wasted", "users", "accounts"],
    by: ["user"],
    top: TOP,
  };
  const found = useQuestion(question, useApplicationId());
  const path = usePath();
  return (
    <Card
      title={words.affected}
      about={found.data && words.hit(count(totalsOf(found.data).users), count(totalsOf(found.data).accounts))}
      actions={<ShareMenu name={words.affected} question={question} />}
      flush
    >
      <Waiting of={found} height={200}>
        {(answer) => {
          const rows = rowsOf(answer);
          const totals = totalsOf(answer);
          const failed = (row: Row | null) =>
            searchOf(
              view,
              together(view, [FAILED, ...(row ? filtersOfRow(row, DIMENSIONS, rows) : [])]),
            ) as never;
          const failures = (row: Row, place: Row | null) => (
            <Link to={path("/requests")} search={failed(place)} className="plain-link">
              {count(row.failures)}
            </Link>
          );
          const columns: TableColumn<Row>[] = [
            { id: "user", label: "User", cell: (row) => String(row.user), total: text.totals },
            { id: "account", label: "Account", cell: (row) => String(row.account) },
            {
              id: "failures",
              label: "Failures",
              numeric: true,
              cell: (row) => failures(row, row),
              total: failures(totals, null),
            },
            {
              id: "wasted",
              label: "Wasted",
              numeric: true,
              cell: (row) => <Money amount={row.wasted} />,
              total: <Money amount={totals.wasted} />,
            },
          ];
          return (
            <DataTable
              name={words.usersAndAccounts}
              columns={columns}
              rows={rows}
              keyOf={(row) => `${row.user} ${row.account}`}
              empty={<Text className="quiet">{words.nobody}</Text>}
            />
          );
        }}
      </Waiting>
    </Card>
  );
}
