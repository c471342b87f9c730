/** Home: all groups and applications, with what they cost and how they do. */

import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { AsksFirst } from "../../ahead";
import { applicationsOf, groupsQuery, sessionQuery } from "../../api/session";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { RangePicker } from "../../parts/RangePicker";
import { queries } from "../../queries";
import { useView } from "../../state/view";
import { HomeDialogs } from "./HomeDialogs";
import { TotalStats, totalQuestions } from "./TotalStats";
import { words } from "./words";

// The figures come first; what is drawn and listed below them is loaded meanwhile.
const SpendCard = later(async () => (await import("./SpendCard")).default, { height: 300 });
const GroupCard = later(async () => (await import("./GroupCard")).default, { height: 320 });

export const asksFirst: AsksFirst = async (view) =>
  totalQuestions(view, applicationsOf(await queries.ensureQueryData(groupsQuery)));

export default function HomePage() {
  const view = useView();
  const groups = useQuery(groupsQuery);
  const person = useQuery(sessionQuery).data?.person;
  const mayGroup = person?.permissions.organization_role === "owner";
  const mayApply = groups.data?.some((group) => group.role === "owner");
  return (
    <>
      <PageHeader title={words.title} answers={words.answers}>
        {mayGroup && (
          <Button variant="default" onClick={() => view.set({ do: "new-group" })}>
            {words.newGroup}
          </Button>
        )}
        {mayApply && (
          <Button onClick={() => view.set({ do: "new-application" })}>{words.newApplication}</Button>
        )}
        <RangePicker view={view} />
      </PageHeader>
      <Waiting of={groups} height={320}>
        {(known) => {
          const applications = applicationsOf(known);
          const empty = known.filter((group) => group.applications.length === 0 && group.role === "owner");
          const shown = [...known.filter((group) => group.applications.length > 0), ...empty];
          return (
            <>
              {applications.length === 0 && (
                <Text className="quiet" mb="md">
                  {words.nothingAtAll}
                </Text>
              )}
              <TotalStats view={view} applications={applications} />
              <SpendCard view={view} applications={applications} />
              {shown.map((group) => (
                <GroupCard key={group.id} group={group} view={view} linked />
              ))}
              <HomeDialogs view={view} groups={known} />
            </>
          );
        }}
      </Waiting>
    </>
  );
}
