/** One resource: what it is, what it cost when, and for its owner the way to another price. */

import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { count, exactMoney } from "../../format";
import { Money } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { Facts } from "../../parts/request/Facts";
import { SidePanel } from "../../parts/SidePanel";
import { useApplicationId, useIsOwner, usePath } from "../../state/application";
import { filterText, narrowed, type View } from "../../state/view";
import { Deleting } from "./Deleting";
import { NOWHERE } from "./Forms";
import { History } from "./History";
import { PriceTable } from "./PriceTable";
import { isManaged, type PriceActs, useVersions, type Version } from "./resources";
import type { Usage } from "./usage";
import { words } from "./words";

interface ResourcePanelProps {
  view: View;
  category: string;
  resource: string;
  usage: Usage;
  acts: PriceActs;
}

export function ResourcePanel({ view, category, resource, usage, acts }: ResourcePanelProps) {
  const versions = useVersions(useApplicationId(), category, resource);
  return (
    <SidePanel title={`${category} / ${resource}`} close={() => view.set({ resource: null, version: null })}>
      <Waiting of={versions} height={420}>
        {(found) => <Parts view={view} versions={found} usage={usage} acts={acts} />}
      </Waiting>
    </SidePanel>
  );
}

interface PartsProps {
  view: View;
  versions: readonly Version[];
  usage: Usage;
  acts: PriceActs;
}

function Parts({ view, versions, usage, acts }: PartsProps) {
  const owner = useIsOwner();
  const named = view.get("version");
  const chosen =
    versions.find((version) => version.resource_id === named) ??
    versions.find((version) => version.active) ??
    versions.at(-1);
  if (chosen === undefined) return null;
  const choose = (version: Version) => view.set({ version: version.resource_id }, true);
  return (
    <Stack gap="lg">
      <About version={chosen} view={view} usage={usage} />
      {owner && <Acts chosen={chosen} versions={versions} view={view} acts={acts} />}
      <section aria-label={words.history}>
        <Title order={3} size="h5">
          {words.history}
        </Title>
        <Text size="sm" className="quiet" mb="sm">
          {words.historyMeaning}
        </Text>
        <History versions={versions} chosen={chosen} choose={choose} zone={view.zone} />
      </section>
      <section aria-label={words.prices}>
        <Title order={3} size="h5" mb={6}>
          {words.prices}
        </Title>
        <PriceTable version={chosen} />
      </section>
    </Stack>
  );
}

function About({ version, view, usage }: { version: Version; view: View; usage: Usage }) {
  const path = usePath();
  const used = usage.ofResource(version.category, version.resource);
  const f = [narrowed("category", version.category), narrowed("resource", version.resource)].map(filterText);
  return (
    <Facts
      facts={[
        ["Description", version.description],
        ["Stands for", version.aliased_resource],
        ["Scope", version.mapped_resource?.scope],
        ["Sub-scope", version.mapped_resource?.sub_scope],
        ["Cost per hour", version.cost_per_hour && exactMoney(version.cost_per_hour)],
        [
          "Long context",
          version.large_context_threshold && `above ${count(version.large_context_threshold)} tokens`,
        ],
        ["At most", sizesOf(version)],
        [
          words.used,
          used && (
            <Link to={path("/requests")} search={{ range: "30d", f, zone: view.get("zone") } as never}>
              {count(used.requests)} requests, <Money amount={used.cost} />
            </Link>
          ),
        ],
        ["Id of the version", version.resource_id],
      ]}
    />
  );
}

/** How much a call may hold, as far as it is known: `128,000 input, 16,384 output`. */
function sizesOf(version: Version): string {
  const sizes = [
    [version.max_input_units, "input"],
    [version.max_output_units, "output"],
    [version.max_total_units, "in all"],
  ] as const;
  return sizes.flatMap(([size, name]) => (size === null ? [] : [`${count(size)} ${name}`])).join(", ");
}

interface ActsProps {
  chosen: Version;
  versions: readonly Version[];
  view: View;
  acts: PriceActs;
}

function Acts({ chosen, versions, view, acts }: ActsProps) {
  const { category, resource } = chosen;
  const leave = () => view.set(NOWHERE);
  if (isManaged(category))
    return (
      <Group>
        <Button size="compact-sm" variant="default" onClick={() => view.set({ form: "copy" })}>
          {words.duplicate}
        </Button>
      </Group>
    );
  return (
    <Group>
      <Button size="compact-sm" variant="default" onClick={() => view.set({ form: "price" })}>
        {words.newVersion}
      </Button>
      <Deleting
        label={words.removeVersion}
        versions={[chosen]}
        remove={() => acts.removeVersion(chosen)}
        leave={versions.length === 1 ? leave : undefined}
        acts={acts}
      />
      <Deleting
        label={words.removeResource}
        versions={versions}
        remove={() => acts.removeResource(category, resource)}
        leave={leave}
        acts={acts}
      />
    </Group>
  );
}
