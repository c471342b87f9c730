/** Usage without a known price, by what was called; and the way to give it one. */

import { Button, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { address, api } from "../../api/client";
import { count, instant } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, useIsOwner, usePath } from "../../state/application";
import { searchOf, together, UNPRICED } from "../../state/behind";
import { narrowed, type View } from "../../state/view";
import { isManaged } from "./resources";
import { beginOf, type UnpricedLine } from "./unpriced";
import { words } from "./words";

export function Unpriced({ view }: { view: View }) {
  const application = useApplicationId();
  const owner = useIsOwner();
  const { from, to, zone, filters } = view.question;
  const path = address("/unpriced", { from, to, zone, filters: JSON.stringify(filters ?? []) });
  const read = async () => (await api<{ items: UnpricedLine[] }>(path, { application })).items;
  const found = useQuery({
    queryKey: ["unpriced", application, path],
    queryFn: read,
    placeholderData: keepPreviousData,
  });
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
          <ShareMenu name={words.unpriced} path={path} rows={read} />
        </>
      }
      flush
    >
      <Waiting of={found} height={240}>
        {(lines) => (
          <DataTable
            name="Usage without a price"
            columns={columnsOf(view, lines, owner)}
            rows={lines}
            keyOf={({ category, resource, unit, side }) => JSON.stringify([category, resource, unit, side])}
            empty={<Text className="quiet">{words.unpricedNone}</Text>}
          />
        )}
      </Waiting>
    </Card>
  );
}

function columnsOf(view: View, lines: readonly UnpricedLine[], owner: boolean): TableColumn<UnpricedLine>[] {
  const remedy: TableColumn<UnpricedLine> = {
    id: "acts",
    label: "What to do",
    cell: (line) => <Remedy line={line} lines={lines} view={view} />,
  };
  return [
    { id: "category", label: "Category", cell: (line) => line.category },
    { id: "resource", label: "Resource", cell: (line) => line.resource },
    { id: "unit", label: "Unit", cell: (line) => `${line.unit}, ${line.side}` },
    {
      id: "requests",
      label: words.requests,
      meaning: words.unpricedRequests,
      numeric: true,
      cell: (line) => <Behind line={line} view={view} />,
    },
    { id: "count", label: "Units", numeric: true, cell: (line) => count(line.count) },
    { id: "first", label: "First", cell: (line) => instant(line.first, view.zone) },
    { id: "last", label: "Last", cell: (line) => instant(line.last, view.zone) },
    ...(owner ? [remedy] : []),
  ];
}

function Behind({ line, view }: { line: UnpricedLine; view: View }) {
  const path = usePath();
  const own = [narrowed("category", line.category), narrowed("resource", line.resource), UNPRICED];
  return (
    <Link to={path("/requests")} search={searchOf(view, together(view, own)) as never}>
      {count(line.requests)}
    </Link>
  );
}

interface RemedyProps {
  line: UnpricedLine;
  lines: readonly UnpricedLine[];
  view: View;
}

/** A price of one's own that holds since the first of these requests; a managed category takes none. */
function Remedy({ line, lines, view }: RemedyProps) {
  if (isManaged(line.category))
    return (
      <Text size="sm" className="quiet" title={words.managedUnpriced}>
        {words.managedUnpriced}
      </Text>
    );
  return (
    <Button
      size="compact-sm"
      variant="default"
      onClick={() => view.set({ form: "first", ...beginOf(line, lines) })}
    >
      {words.createPrice}
    </Button>
  );
}
