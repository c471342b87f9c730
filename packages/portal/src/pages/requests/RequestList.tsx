/** The requests behind a number, as many as are scrolled to; below them the total that they sum to. */

import { Button, Group, Text } from "@mantine/core";
import { useMemo } from "react";
import { totalsOf, useQuestion } from "../../api/questions";
import {
  type RequestOrder,
  type RequestSearch,
  type RequestsFound,
  useRequestSearch,
} from "../../api/requests";
import { count, instant } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, useTableAhead } from "../../parts/DataTable";
import { Uncertain, Waiting } from "../../parts/Honest";
import { RequestPeek } from "../../parts/request/RequestPeek";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId } from "../../state/application";
import type { View } from "../../state/view";
import { requestColumns } from "./columns";
import type { Pinned } from "./usePinned";
import { words } from "./words";

const ORDERS = ["-time", "time", "-cost", "-latency_ms"] as const satisfies RequestOrder[];
const TOTALS = ["requests", "cost", "unpriced", "p50(latency_ms)", "p50(ttft_ms)"];
const HEIGHT_PX = 620;

/** The order of a name; the server has no other than these, and begins with the newest. */
function orderOf(name: string | undefined): RequestOrder {
  return ORDERS.find((order) => order === name) ?? "-time";
}

/** What the list is of: asked by the page, before what stands above the list. */
export function useListed(view: View, { from, to, filters }: Pinned): Listed {
  const search: RequestSearch = { from, to, filters, order: orderOf(view.get("order")) };
  return { search, found: useRequestSearch(search, useApplicationId()) };
}

interface Listed {
  search: RequestSearch;
  found: RequestsFound;
}

interface RequestListProps extends Listed {
  view: View;
  pinned: Pinned;
}

export function RequestList({ view, pinned, search, found }: RequestListProps) {
  useTableAhead();
  const app = useApplicationId();
  const { from, to, filters, zone } = pinned;
  const totals = useQuestion({ from, to, filters, zone, metrics: TOTALS }, app).data;
  const total = totals && totalsOf(totals);
  const columns = useMemo(() => requestColumns(zone, total), [zone, total]);
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const more = () => {
    if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
  };
  return (
    <Card
      title={words.all}
      about={
        <Group gap="xs">
          <Text size="sm" component="span">
            {words.until} {instant(to, zone)}
          </Text>
          {totals && <Uncertain meta={totals.meta} />}
        </Group>
      }
      actions={
        <>
          {pinned.behind && (
            <Button
              size="compact-sm"
              variant="subtle"
              title={words.lookAgainMeaning}
              onClick={pinned.lookAgain}
            >
              {words.lookAgain}
            </Button>
          )}
          <ShareMenu name={words.title} path="/requests/search" body={search} formats={["csv", "parquet"]} />
        </>
      }
      flush
    >
      <Waiting of={found} height={HEIGHT_PX}>
        {() => (
          <DataTable
            name={words.title}
            columns={columns}
            rows={rows}
            keyOf={(row) => row.request_id}
            order={search.order}
            onOrder={(next) => view.set({ order: orderOf(next) }, true)}
            onOpen={(row) => view.set({ open: row.request_id })}
            selected={view.get("open")}
            height={HEIGHT_PX}
            onEnd={more}
            empty={<Text className="quiet">{words.none}</Text>}
          />
        )}
      </Waiting>
      {total && rows.length > 0 && found.hasNextPage && (
        <p className="quiet table-note" role="status">
          {words.loaded(count(rows.length), count(total.requests))}
        </p>
      )}
      <RequestPeek view={view} among={rows.map((row) => row.request_id)} />
    </Card>
  );
}
