/** The requests of an instance as a table whose bars share one axis of time. */

import { Anchor, Button, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { RequestSummary } from "../../api/requests";
import { count, duration } from "../../format";
import { Card } from "../../parts/Card";
import { Money } from "../../parts/Figure";
import { ShareMenu } from "../../parts/ShareMenu";
import type { View } from "../../state/view";
import { type InstanceParts, requestsOf } from "./useInstanceParts";
import classes from "./Waterfall.module.css";
import { type Bar, barsOf, byStep, placed, unitsOf } from "./waterfall";
import { words } from "./words";

interface WaterfallCardProps {
  view: View;
  parts: InstanceParts;
  axis_ms: number;
  /** Say whose they are, where there are two. */
  named?: boolean;
}

export function WaterfallCard({ view, parts, axis_ms, named = false }: WaterfallCardProps) {
  const bars = barsOf(parts.requests ?? []);
  return (
    <Card
      title={named ? `${words.waterfall}: ${parts.id}` : words.waterfall}
      about={words.waterfallMeaning}
      actions={
        <ShareMenu
          name={`${parts.id} requests`}
          path="/requests/search"
          body={requestsOf(parts.id, view)}
          formats={["csv", "parquet"]}
        />
      }
      flush
    >
      {parts.requests?.length === 0 ? (
        <Text px="md" className="quiet">
          {words.noRequests}
        </Text>
      ) : (
        <Waterfall bars={bars} axis_ms={axis_ms} />
      )}
      {parts.more && (
        <Button variant="subtle" m="sm" onClick={parts.more}>
          {words.more}
        </Button>
      )}
    </Card>
  );
}

const COLUMNS = 10;
/** Per cent of the axis below which a bar has no room for a mark. */
const NARROW = 1;

function Waterfall({ bars, axis_ms }: { bars: Bar[]; axis_ms: number }) {
  return (
    <Table.ScrollContainer minWidth={900}>
      <Table className={classes.table} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.numeric}>#</Table.Th>
            <Table.Th>Model</Table.Th>
            <Table.Th className={classes.numeric}>Start</Table.Th>
            <Table.Th className={classes.axis}>0 to {duration(axis_ms)}</Table.Th>
            <Table.Th className={classes.numeric}>Duration</Table.Th>
            <Table.Th className={classes.numeric}>First token</Table.Th>
            <Table.Th className={classes.numeric}>Units in</Table.Th>
            <Table.Th className={classes.numeric}>Units out</Table.Th>
            <Table.Th className={classes.numeric}>Cost</Table.Th>
            <Table.Th className={classes.numeric}>Status</Table.Th>
          </Table.Tr>
        </Table.Thead>
        {byStep(bars).map((group) => (
          <Table.Tbody key={group.step}>
            <Table.Tr>
              <Table.Th scope="rowgroup" colSpan={COLUMNS} className={classes.step}>
                {group.step || words.noStep}
              </Table.Th>
            </Table.Tr>
            {group.bars.map((bar) => (
              <RequestRow key={bar.request.request_id} bar={bar} axis_ms={axis_ms} />
            ))}
          </Table.Tbody>
        ))}
      </Table>
    </Table.ScrollContainer>
  );
}

function RequestRow({ bar, axis_ms }: { bar: Bar; axis_ms: number }) {
  const { request } = bar;
  return (
    <Table.Tr data-request={request.request_id}>
      <Table.Td className={classes.numeric}>{bar.number}</Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        <Anchor
          component={Link}
          size="sm"
          to="."
          resetScroll={false}
          search={((before: Record<string, unknown>) => ({ ...before, open: request.request_id })) as never}
        >
          {request.resource}
        </Anchor>
      </Table.Td>
      <Table.Td className={classes.numeric}>+{duration(bar.offset_ms)}</Table.Td>
      <Table.Td className={classes.axis}>
        <Stretch bar={bar} axis_ms={axis_ms} />
      </Table.Td>
      <Table.Td className={classes.numeric}>{duration(request.latency_ms)}</Table.Td>
      <Table.Td className={classes.numeric}>{duration(request.ttft_ms)}</Table.Td>
      <Table.Td className={classes.numeric}>{count(unitsOf(request, "input"))}</Table.Td>
      <Table.Td className={classes.numeric}>{count(unitsOf(request, "output"))}</Table.Td>
      <Table.Td className={classes.numeric}>
        <Money amount={request.cost} />
      </Table.Td>
      <Table.Td className={classes.numeric}>
        <Status request={request} />
      </Table.Td>
    </Table.Tr>
  );
}

/** The bar itself; the cells beside it say the same in figures. */
function Stretch({ bar, axis_ms }: { bar: Bar; axis_ms: number }) {
  const { left, width, first } = placed(bar, axis_ms);
  return (
    <div className={classes.track} aria-hidden>
      <div
        className={classes.bar}
        data-failed={isFailure(bar.request) || undefined}
        style={{ left: `${left}%`, width: `max(3px, ${width}%)` }}
      >
        {first !== null && width > NARROW && <span className={classes.first} style={{ left: `${first}%` }} />}
      </div>
    </div>
  );
}

function isFailure(request: RequestSummary): boolean {
  return request.failure !== null || request.status >= 400 || request.status === 299;
}

function Status({ request }: { request: RequestSummary }) {
  return isFailure(request) ? (
    <Text component="span" size="sm" style={{ color: "var(--bad)" }}>
      ▲ {request.status}
      {request.failure && ` ${request.failure}`}
    </Text>
  ) : (
    request.status
  );
}
