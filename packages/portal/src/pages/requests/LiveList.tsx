/** Requests as they arrive. The list can be held still, and says what it does not show. */

import { Button, Group, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { count } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable } from "../../parts/DataTable";
import { RequestPeek } from "../../parts/request/RequestPeek";
import { useApplicationId } from "../../state/application";
import type { View } from "../../state/view";
import { requestColumns } from "./columns";
import classes from "./LiveList.module.css";
import type { Tail } from "./tail";
import { useTail } from "./useTail";
import { words } from "./words";

export function LiveList({ view }: { view: View }) {
  const { tail, setPaused } = useTail(view.filters, useApplicationId());
  const columns = useMemo(
    () => requestColumns(view.zone, undefined).map(({ sort: _unsorted, ...column }) => column),
    [view.zone],
  );
  return (
    <Card
      title={words.tail}
      about={<Standing tail={tail} />}
      actions={
        <Button size="compact-sm" variant="default" onClick={() => setPaused(!tail.paused)}>
          {tail.paused ? words.resume : words.pause}
        </Button>
      }
      flush
    >
      <Unseen tail={tail} />
      <DataTable
        name={words.tail}
        columns={columns}
        rows={tail.shown}
        keyOf={(row) => row.request_id}
        onOpen={(row) => view.set({ open: row.request_id })}
        selected={view.get("open")}
        height={680}
        empty={<Text className="quiet">{words.waiting}</Text>}
      />
      <RequestPeek view={view} among={tail.shown.map((row) => row.request_id)} />
    </Card>
  );
}

function Standing({ tail }: { tail: Tail }) {
  const standing = tail.paused && tail.light === "connected" ? "paused" : tail.light;
  return (
    <Group gap={8} role="status">
      <span aria-hidden className={classes.light} data-standing={standing} />
      {words[standing]}
      {tail.paused && tail.waiting.length > 0 && <> · {words.meanwhile(count(tail.waiting.length))}</>}
    </Group>
  );
}

/** What is not in the live list, each in a sentence. */
function Unseen({ tail }: { tail: Tail }) {
  const sentences = [
    tail.leftOut > 0 && words.leftOut(count(tail.leftOut)),
    tail.dropped > 0 && words.dropped(count(tail.dropped)),
    tail.gap && words.gap,
  ].filter((sentence) => sentence !== false);
  return (
    <Stack gap={2} px="md">
      {sentences.map((sentence) => (
        <Text key={sentence} size="sm" className="quiet">
          {sentence}
        </Text>
      ))}
    </Stack>
  );
}
