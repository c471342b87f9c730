/** One use case: what it costs over time and by version, its goals, its instances, and the limit each one gets. */

import { Anchor, Button, Group, Tabs, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ApiError } from "../../api/client";
import { type UseCase, useCaseQuery } from "../../api/useCases";
import { carried } from "../../frame/carried";
import { Failed } from "../../parts/Honest";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { useApplicationId, useIsOwner, usePath } from "../../state/application";
import { useView, type View } from "../../state/view";
import { UseCaseTags } from "./NameCell";
import { Overview } from "./Overview";
import { words } from "./words";

const TAB = { height: 300 };
const InstancesCard = later(async () => (await import("./InstancesCard")).InstancesCard, TAB);
const LimitTemplateCard = later(async () => (await import("./LimitTemplateCard")).LimitTemplateCard, TAB);
const Dialogs = later(async () => (await import("./Dialogs")).default);

const TABS = { overview: "Overview", instances: "Instances", limit: "Automatic limit" } as const;

export default function UseCasePage() {
  const view = useView();
  const app = useApplicationId();
  const name = (useParams({ strict: false }) as { useCase?: string }).useCase ?? "";
  const found = useQuery(useCaseQuery(app, name));
  const gone = found.error instanceof ApiError && found.error.status === 404;
  const tab = view.get("tab") ?? "overview";
  if (found.error && !gone) return <Failed error={found.error} retry={() => void found.refetch()} />;
  return (
    <>
      <UseCaseHeader name={name} definition={found.data} gone={gone} view={view} />
      <Tabs
        value={tab}
        onChange={(next) => view.set({ tab: next === "overview" ? null : next, order: null })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {Object.entries(TABS).map(([value, label]) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview view={view} useCase={name} />
        </Tabs.Panel>
        <Tabs.Panel value="instances">
          <InstancesCard view={view} useCase={name} />
        </Tabs.Panel>
        <Tabs.Panel value="limit">{found.data && <LimitTemplateCard definition={found.data} />}</Tabs.Panel>
      </Tabs>
    </>
  );
}

interface UseCaseHeaderProps {
  name: string;
  definition: UseCase | undefined;
  gone: boolean;
  view: View;
}

function UseCaseHeader({ name, definition, gone, view }: UseCaseHeaderProps) {
  const path = usePath();
  const owner = useIsOwner();
  return (
    <>
      <Anchor component={Link} to={path("/use-cases")} search={carried as never} size="sm">
        ‹ {words.title}
      </Anchor>
      <PageHeader title={name} {...(definition ? { answers: definition.description } : {})} view={view}>
        {owner && definition && <Actions view={view} />}
      </PageHeader>
      <Group gap="sm" mb="md">
        {definition && <Text size="sm">Version {definition.type_version} is the latest.</Text>}
        {(definition || gone) && <UseCaseTags row={{ definition }} />}
        {definition && Number(definition.type_version) > 1 && (
          <Anchor
            component={Link}
            size="sm"
            to={path("/compare")}
            search={{ side: latestTwo(definition), range: view.range } as never}
          >
            Compare the two latest versions
          </Anchor>
        )}
      </Group>
      {owner && definition && view.get("form") && <Dialogs view={view} definition={definition} />}
    </>
  );
}

/** The sides of a comparison, as its address names them. */
function latestTwo({ name, type_version }: UseCase): string[] {
  const latest = Number(type_version);
  return [`${name}@${latest - 1}`, `${name}@${latest}`];
}

function Actions({ view }: { view: View }) {
  return (
    <>
      <Button variant="default" onClick={() => view.set({ form: "version" })}>
        {words.newVersion}
      </Button>
      <Button variant="default" onClick={() => view.set({ form: "edit" })}>
        {words.edit}
      </Button>
      <Button variant="default" onClick={() => view.set({ form: "delete" })}>
        {words.remove}
      </Button>
    </>
  );
}
