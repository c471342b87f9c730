/** Everybody who may sign in, and the way in for others. */

import { ActionIcon, Button, Menu, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { instant } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Waiting } from "../../parts/Honest";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { PeopleDialogs } from "./PeopleDialogs";
import { type PersonRow, peopleQuery, rolesQuery } from "./people";
import { PromptsField, RoleField } from "./RoleFields";
import { words } from "./words";

export function PeopleTab({ view, owner }: { view: View; owner: boolean }) {
  if (!owner) return <Text>{words.onlyOwners}</Text>;
  return <People view={view} />;
}

function People({ view }: { view: View }) {
  const people = useQuery(peopleQuery);
  const roles = useQuery(rolesQuery("organization", "")).data ?? [];
  const seers = new Set(roles.filter((row) => row.view_prompts).map((row) => row.person));
  return (
    <>
      <Card
        title={words.tabs.people}
        about="Roles here hold on every group and application, other people's personal groups excepted."
        actions={<Button onClick={() => view.set({ do: "invite" })}>{words.invite}</Button>}
        flush
      >
        <Waiting of={people} height={200}>
          {(rows) => (
            <DataTable
              name="Everybody"
              columns={columnsOf(view, seers)}
              rows={rows}
              keyOf={(person) => person.id}
            />
          )}
        </Waiting>
      </Card>
      <PeopleDialogs view={view} people={people.data ?? []} />
    </>
  );
}

function columnsOf(view: View, seers: ReadonlySet<string>): TableColumn<PersonRow>[] {
  const props = (person: PersonRow) => ({
    scope: "organization" as const,
    id: "",
    owner: true,
    person,
    role: person.organization_role,
    viewPrompts: seers.has(person.id),
  });
  return [
    { id: "name", label: "Name", width: 160, cell: (person) => person.name },
    { id: "email", label: "E-mail", cell: (person) => person.email },
    { id: "role", label: "Role", cell: (person) => <RoleField {...props(person)} /> },
    {
      id: "prompts",
      label: words.prompts,
      meaning: words.promptsMeaning,
      cell: (person) => <PromptsField {...props(person)} />,
    },
    {
      id: "seen",
      label: "Last seen",
      cell: (person) =>
        person.last_seen_timestamp ? instant(person.last_seen_timestamp, view.zone) : words.never,
    },
    {
      id: "source",
      label: "Signs in by",
      cell: (person) => (person.source === "oidc" ? "identity provider" : "password"),
    },
    { id: "actions", label: "Change", cell: (person) => <Actions person={person} view={view} /> },
  ];
}

function Actions({ person, view }: { person: PersonRow; view: View }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Change ${person.name}`}>
          ⋯
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => view.set({ do: "link", person: person.id })}>{words.newLink}</Menu.Item>
        <Menu.Item c="var(--bad)" onClick={() => view.set({ do: "remove", person: person.id })}>
          {text.remove}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
