/** One group: the sum of its applications and each of them. */

import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type Group, groupsQuery } from "../../api/session";
import { Waiting } from "../../parts/Honest";
import { PageHeader } from "../../parts/PageHeader";
import { RangePicker } from "../../parts/RangePicker";
import { useView, type View } from "../../state/view";
import GroupCard from "./GroupCard";
import { HomeDialogs } from "./HomeDialogs";
import SpendCard from "./SpendCard";
import { TotalStats } from "./TotalStats";
import { words } from "./words";

export default function GroupPage() {
  const view = useView();
  const groups = useQuery(groupsQuery);
  const id = (useParams({ strict: false }) as { group?: string }).group;
  return (
    <Waiting of={groups} height={320}>
      {(known) => {
        const group = known.find((one) => one.id === id);
        return group ? <OneGroup group={group} groups={known} view={view} /> : <Text>{words.noGroup}</Text>;
      }}
    </Waiting>
  );
}

function OneGroup({ group, groups, view }: { group: Group; groups: readonly Group[]; view: View }) {
  return (
    <>
      <PageHeader title={group.name} answers={words.answers}>
        <Button component={Link} to="/" variant="default">
          {words.home}
        </Button>
        <RangePicker view={view} />
      </PageHeader>
      <TotalStats view={view} applications={group.applications} />
      <SpendCard view={view} applications={group.applications} />
      <GroupCard group={group} view={view} />
      <HomeDialogs view={view} groups={groups} />
    </>
  );
}
