/** Requests without a known price, by what they called; and the way to give them one. */

import { Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client";
import { type Filter, type Question, type Row, rowsOf, totalsOf, useQuestion } from "../../api/questions";
import type { RequestSummary } from "../../api/requests";
import { count } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Waiting } from "../../parts/Honest";
import { failed } from "../../parts/notices";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, useIsOwner, usePath } from "../../state/application";
import { filterText, narrowed, type View } from "../../state/view";
import { text } from "../../text/en";
import { isManaged } from "./resources";
import { words } from "./words";

const WITHOUT_PRICE: Filter = { field: "unpriced", op: "gt", values: ["0"] };

export function Unpriced({ view }: { view: View }) {
  const app = useApplicationId();
  const owner = useIsOwner();
  const { compare: _alone, ...asked } = view.question;
  const question: Question = {
    ...asked,
    filters: [...view.filters, WITHOUT_PRICE],
    metrics: ["unpriced", "units.in", "units.out"],
    by: ["category", "resource"],
    top: 1000,
  };
  const answer = useQuestion(question, app);
  return (
    <Card
      title={words.unpriced}
      about={words.unpricedMeaning}
      actions={
        <>
          {owner && (
            <Button size="compact-sm" variant="default" onClick={() => view.set({ form: "reprice" })}>
              {words.reprice}
            </Button>
          )}
          <ShareMenu name={words.unpriced} question={question} />
        </>
      }
      flush
    >
      <Waiting of={answer} height={240}>
        {(found) => (
          <DataTable
            name="Resources without a price"
            columns={columnsOf(view, totalsOf(found), owner, app)}
            rows={rowsOf(found)}
            keyOf={(row) => `${row.category}/${row.resource}`}
            empty={<Text className="quiet">{words.unpricedNone}</Text>}
          />
        )}
      </Waiting>
    </Card>
  );
}

function columnsOf(view: View, totals: Row, owner: boolean, app: string): TableColumn<Row>[] {
  const counted = (id: string, label: string): TableColumn<Row> => ({
    id,
    label,
    numeric: true,
    cell: (row) => count(row[id]),
    total: count(totals[id]),
  });
  return [
    { id: "category", label: "Category", cell: (row) => String(row.category), total: text.totals },
    { id: "resource", label: "Resource", cell: (row) => String(row.resource) },
    {
      ...counted("unpriced", words.requests),
      cell: (row) => <Behind row={row} view={view} />,
    },
    counted("units.in", "Input units"),
    counted("units.out", "Output units"),
    ...(owner
      ? [{ id: "acts", label: "What to do", cell: (row: Row) => <Remedy row={row} view={view} app={app} /> }]
      : []),
  ];
}

function filtersOf(row: Row): Filter[] {
  return [
    narrowed("category", String(row.category)),
    narrowed("resource", String(row.resource)),
    WITHOUT_PRICE,
  ];
}

function Behind({ row, view }: { row: Row; view: View }) {
  const path = usePath();
  const search = { range: view.range, zone: view.get("zone"), f: filtersOf(row).map(filterText) };
  return (
    <Link to={path("/requests")} search={search as never}>
      {count(row.unpriced)}
    </Link>
  );
}

/** A price of one's own that holds since the first of these requests; a managed category takes none. */
function Remedy({ row, view, app }: { row: Row; view: View; app: string }) {
  const category = String(row.category);
  const begin = async () => {
    const body = { from: view.from, to: view.to, filters: filtersOf(row), order: "time", limit: 1 };
    const found = await api<{ items: RequestSummary[] }>("/requests/search", {
      method: "POST",
      body,
      application: app,
    });
    const [first] = found.items;
    const units = new Set(
      Object.keys(first?.units ?? {}).map((line) => line.slice(0, line.lastIndexOf("."))),
    );
    view.set({
      form: "first",
      category,
      resource: String(row.resource),
      start: first?.time ?? null,
      units: [...units].join(","),
    });
  };
  if (isManaged(category))
    return (
      <Text size="sm" className="quiet" title={words.managedUnpriced}>
        {words.managedUnpriced}
      </Text>
    );
  return (
    <Group>
      <Button size="compact-sm" variant="default" onClick={() => begin().catch(failed)}>
        {words.createPrice}
      </Button>
    </Group>
  );
}
