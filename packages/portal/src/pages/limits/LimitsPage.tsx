/** Limits: how much may be spent, and how much of it is. */

import { Button, Group, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { apiExact } from "../../api/client";
import { usePaged } from "../../api/paged";
import { Card } from "../../parts/Card";
import { Failed } from "../../parts/Honest";
import { PageHeader } from "../../parts/PageHeader";
import { useApplicationId, useIsOwner } from "../../state/application";
import { useView, type View } from "../../state/view";
import { LimitCards } from "./LimitCards";
import { LimitDialogs } from "./LimitDialogs";
import { LimitTable } from "./LimitTable";
import type { Limit } from "./limit";
import { STATES, words } from "./words";

export default function LimitsPage() {
  const view = useView();
  const owner = useIsOwner();
  return (
    <>
      <PageHeader title={words.title} answers={words.answers}>
        {owner && <Button onClick={() => view.set({ do: "create" })}>{words.create}</Button>}
      </PageHeader>
      <Card title={words.list} flush>
        <Choice view={view} />
        <LimitList view={view} owner={owner} />
      </Card>
      <LimitDialogs view={view} />
    </>
  );
}

function Choice({ view }: { view: View }) {
  return (
    <Group px="md" pb="xs" gap="md" className="no-print">
      <TextInput
        aria-label={words.find}
        placeholder={words.find}
        data-search
        w={220}
        value={view.get("q") ?? ""}
        onChange={(event) => view.set({ q: event.currentTarget.value }, true)}
      />
      <SegmentedControl
        aria-label="State"
        size="xs"
        data={[
          { value: "", label: words.allStates },
          ...Object.entries(STATES).map(([value, { label }]) => ({ value, label })),
        ]}
        value={view.get("state") ?? ""}
        onChange={(state) => view.set({ state })}
      />
      <Switch
        label={words.automatic}
        title={words.automaticMeaning}
        checked={view.get("automatic") !== undefined}
        onChange={(event) => view.set({ automatic: event.currentTarget.checked ? "yes" : null })}
      />
    </Group>
  );
}

function LimitList({ view, owner }: { view: View; owner: boolean }) {
  const app = useApplicationId();
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const typed = (view.get("q") ?? "").toLowerCase();
  const state = view.get("state");
  const automatic = view.get("automatic") !== undefined;
  const listed = usePaged<Limit>(
    ["limits", app, "list", automatic],
    `/limits?automatic=${automatic}`,
    { application: app },
    { whole: typed !== "" || state !== undefined, read: apiExact },
  );
  if (listed.error && listed.items === undefined) return <Failed error={listed.error} retry={listed.again} />;
  const shown = (listed.items ?? []).filter(
    (limit) =>
      (state === undefined || limit.state === state) &&
      `${limit.limit_name}\n${limit.limit_id}`.toLowerCase().includes(typed),
  );
  const empty = listed.items?.length === 0 ? words.none : words.nothingFound;
  if (narrow)
    return <LimitCards limits={shown} more={listed.complete ? undefined : listed.more} empty={empty} />;
  return (
    <LimitTable
      limits={listed.items === undefined ? undefined : shown}
      view={view}
      owner={owner}
      onEnd={listed.more}
      empty={empty}
    />
  );
}
