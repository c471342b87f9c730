/** Limits: how much may be spent, and how much of it is. */

import { Button, Group, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { apiExact, everyItem } from "../../api/client";
import { usePaged } from "../../api/paged";
import { Card } from "../../parts/Card";
import { Failed } from "../../parts/Honest";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, useIsOwner } from "../../state/application";
import { useView, type View } from "../../state/view";
import { LimitCards } from "./LimitCards";
import { LimitTable } from "./LimitTable";
import type { Limit } from "./limit";
import { STATES, words } from "./words";

const LimitDialogs = later(async () => (await import("./LimitDialogs")).LimitDialogs);

export default function LimitsPage() {
  const view = useView();
  const owner = useIsOwner();
  return (
    <>
      <PageHeader title={words.title} answers={words.answers}>
        {owner && <Button onClick={() => view.set({ do: "create" })}>{words.create}</Button>}
      </PageHeader>
      <Card title={words.list} actions={<ShareList view={view} />} flush>
        <Choice view={view} />
        <LimitList view={view} owner={owner} />
      </Card>
      {view.get("do") && <LimitDialogs view={view} />}
    </>
  );
}

/** All limits that are chosen, however far the list was scrolled. */
function ShareList({ view }: { view: View }) {
  const app = useApplicationId();
  const { path, has } = chosenIn(view);
  const rows = async () => (await everyItem<Limit>(path, { application: app }, apiExact)).filter(has);
  return <ShareMenu name={words.title} path={path} rows={rows} />;
}

/** Which limits the URL names: by kind at the server, by state and typed words here. */
function chosenIn(view: View) {
  const typed = (view.get("q") ?? "").toLowerCase();
  const state = view.get("state");
  const automatic = view.get("automatic") !== undefined;
  return {
    automatic,
    path: `/limits?automatic=${automatic}`,
    narrowed: typed !== "" || state !== undefined,
    has: (limit: Limit) =>
      (state === undefined || limit.state === state) &&
      `${limit.limit_name}\n${limit.limit_id}`.toLowerCase().includes(typed),
  };
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
  const chosen = chosenIn(view);
  const listed = usePaged<Limit>(
    ["limits", app, "list", chosen.automatic],
    chosen.path,
    { application: app },
    { whole: chosen.narrowed, read: apiExact },
  );
  if (listed.error && listed.items === undefined) return <Failed error={listed.error} retry={listed.again} />;
  const shown = (listed.items ?? []).filter(chosen.has);
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
