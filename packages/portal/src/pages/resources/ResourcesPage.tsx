/** Resources and prices: what each model costs, since when, what was used of it, and what has no price. */

import { Button, Grid, Tabs } from "@mantine/core";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { useApplicationId, useIsOwner } from "../../state/application";
import { useView, type View } from "../../state/view";
import { ResourceTable } from "./ResourceTable";
import { type PriceActs, useCategories, usePriceActs, useUsage } from "./resources";
import { ordered } from "./usage";
import { words } from "./words";

const Categories = later(async () => (await import("./Categories")).Categories, { height: 480 });
const Unpriced = later(async () => (await import("./Unpriced")).Unpriced, { height: 320 });
const Forms = later(async () => (await import("./Forms")).Forms);
const ResourcePanel = later(async () => (await import("./ResourcePanel")).ResourcePanel);

export default function ResourcesPage() {
  const view = useView();
  const acts = usePriceActs(useApplicationId());
  const owner = useIsOwner();
  const unpriced = view.get("tab") === "unpriced";
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} {...(unpriced && { view })}>
        {owner && <Button onClick={() => view.set({ form: "new" })}>{words.newPrice}</Button>}
      </PageHeader>
      <Tabs
        value={unpriced ? "unpriced" : "prices"}
        onChange={(tab) => view.set({ tab: tab === "unpriced" ? tab : null, resource: null })}
        mb="md"
      >
        <Tabs.List aria-label={words.title}>
          <Tabs.Tab value="prices">{words.prices}</Tabs.Tab>
          <Tabs.Tab value="unpriced">{words.unpriced}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="prices" pt="md">
          {!unpriced && <Prices view={view} acts={acts} />}
        </Tabs.Panel>
        <Tabs.Panel value="unpriced" pt="md">
          {unpriced && <Unpriced view={view} />}
        </Tabs.Panel>
      </Tabs>
      {owner && view.get("form") && (
        <Forms
          view={view}
          category={view.get("category") ?? ""}
          resource={view.get("resource") ?? ""}
          acts={acts}
        />
      )}
    </>
  );
}

function Prices({ view, acts }: { view: View; acts: PriceActs }) {
  const app = useApplicationId();
  const categories = useCategories(app);
  const usage = useUsage(app, view.zone);
  return (
    <Waiting of={categories} height={480}>
      {(found) => {
        const listed = ordered(found, usage);
        const category = view.get("category") ?? listed[0] ?? "";
        const resource = view.get("resource");
        return (
          <Grid gap="md">
            <Grid.Col span={{ base: 12, lg: 3 }}>
              <Categories view={view} categories={listed} usage={usage} chosen={category} />
            </Grid.Col>
            <Grid.Col span={{ base: 12, lg: 9 }}>
              <ResourceTable key={category} view={view} category={category} usage={usage} />
            </Grid.Col>
            {resource && view.get("form") === undefined && (
              <ResourcePanel view={view} category={category} resource={resource} usage={usage} acts={acts} />
            )}
          </Grid>
        );
      }}
    </Waiting>
  );
}
