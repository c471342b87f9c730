/** One instance: one conversation, one document; its requests in order, and what they came to. */

import { Anchor, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { ApiError } from "../../api/client";
import { carried } from "../../frame/carried";
import { Failed } from "../../parts/Honest";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { RequestPeek } from "../../parts/request/RequestPeek";
import { useApplicationId, usePath } from "../../state/application";
import { useView, type View } from "../../state/view";
import { Calls } from "./Calls";
import { CompareWith } from "./CompareWith";
import { Growth } from "./Growth";
import { InstanceFacts } from "./InstanceFacts";
import { Neighbours } from "./Neighbours";
import { type InstanceParts, useInstanceParts } from "./useInstanceParts";
import { barsOf, span_ms } from "./waterfall";
import { words } from "./words";

const TwoInstances = later(async () => (await import("./TwoInstances")).TwoInstances, { height: 200 });
const WaterfallCard = later(async () => (await import("./WaterfallCard")).WaterfallCard, { height: 300 });

export default function InstancePage() {
  const params = useParams({ strict: false }) as { useCase?: string; instance?: string };
  const [useCase, id] = [params.useCase ?? "", params.instance ?? ""];
  // By the key another instance begins empty: nothing of the one before is shown as its own.
  return <InstanceView key={`${useCase}/${id}`} useCase={useCase} id={id} />;
}

function InstanceView({ useCase, id }: { useCase: string; id: string }) {
  const view = useView();
  const app = useApplicationId();
  const path = usePath();
  const parts = useInstanceParts(app, useCase, id);
  const other = view.get("with");
  return (
    <>
      <Anchor
        component={Link}
        to={path(`/use-cases/${encodeURIComponent(useCase)}`)}
        search={((before: Record<string, unknown>) => ({ ...carried(before), tab: "instances" })) as never}
        size="sm"
      >
        ‹ {useCase}
      </Anchor>
      <PageHeader title={id} answers={words.answers}>
        <Neighbours useCase={useCase} parts={parts} />
        <CompareWith view={view} />
      </PageHeader>
      {parts.instance.error ? (
        <Missing parts={parts} />
      ) : other ? (
        <Two key={other} view={view} useCase={useCase} parts={parts} other={other} />
      ) : (
        <Single view={view} parts={parts} />
      )}
      <RequestPeek view={view} among={(parts.requests ?? []).map((request) => request.request_id)} />
    </>
  );
}

function Missing({ parts: { instance } }: { parts: InstanceParts }) {
  return instance.error instanceof ApiError && instance.error.status === 404 ? (
    <Text>{words.notFound}</Text>
  ) : (
    <Failed error={instance.error} retry={() => void instance.refetch()} />
  );
}

function Single({ view, parts }: { view: View; parts: InstanceParts }) {
  const bars = barsOf(parts.requests ?? []);
  return (
    <>
      <InstanceFacts view={view} parts={parts} />
      <WaterfallCard view={view} parts={parts} axis_ms={span_ms(bars)} />
      <Growth id={parts.id} bars={bars} limit={parts.limit} view={view} />
      <Calls bars={bars} />
    </>
  );
}

interface TwoProps {
  view: View;
  useCase: string;
  parts: InstanceParts;
  other: string;
}

/** Two instances on one axis of time. */
function Two({ view, useCase, parts, other }: TwoProps) {
  const beside = useInstanceParts(useApplicationId(), useCase, other);
  const axis_ms = Math.max(...[parts, beside].map((one) => span_ms(barsOf(one.requests ?? []))));
  return (
    <>
      <TwoInstances view={view} sides={[parts, beside]} />
      {beside.instance.error && <Missing parts={beside} />}
      <WaterfallCard view={view} parts={parts} axis_ms={axis_ms} named />
      <WaterfallCard view={view} parts={beside} axis_ms={axis_ms} named />
    </>
  );
}
