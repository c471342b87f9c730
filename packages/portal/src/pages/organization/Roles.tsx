/** Who was given a role on an application or a group, and who else may be. */

import { Button, Group, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sessionQuery } from "../../api/session";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Waiting } from "../../parts/Honest";
import { failed } from "../../parts/notices";
import { peopleQuery, type RoleRow, rolesQuery, type Scope, useRoleChange } from "./people";
import { PromptsField, RoleField } from "./RoleFields";
import { words } from "./words";

interface RolesProps {
  scope: Exclude<Scope, "organization">;
  id: string;
  /** Whether roles may be changed by who looks. */
  owner: boolean;
}

export function Roles({ scope, id, owner }: RolesProps) {
  const roles = useQuery(rolesQuery(scope, id));
  return (
    <>
      <Waiting of={roles} height={100}>
        {(rows) => (
          <DataTable
            name={`People with a role on this ${scope}`}
            columns={columnsOf(scope, id, owner)}
            rows={rows}
            keyOf={(row) => row.person}
            empty={<Text className="quiet">{words.nobody}</Text>}
          />
        )}
      </Waiting>
      {owner && <AddMember scope={scope} id={id} members={roles.data ?? []} />}
    </>
  );
}

function columnsOf(scope: Scope, id: string, owner: boolean): TableColumn<RoleRow>[] {
  const props = (row: RoleRow) => ({
    scope,
    id,
    owner,
    person: { id: row.person, name: row.name },
    role: row.role,
    viewPrompts: row.view_prompts,
  });
  return [
    { id: "name", label: "Name", width: 160, cell: (row) => row.name },
    { id: "email", label: "E-mail", cell: (row) => row.email },
    { id: "role", label: "Role", cell: (row) => <RoleField {...props(row)} /> },
    {
      id: "prompts",
      label: words.prompts,
      meaning: words.promptsMeaning,
      cell: (row) => <PromptsField {...props(row)} />,
    },
  ];
}

interface AddMemberProps {
  scope: Scope;
  id: string;
  members: readonly RoleRow[];
}

/** Only Owners of the organization see who could be added. */
function AddMember({ scope, id, members }: AddMemberProps) {
  const mayList = useQuery(sessionQuery).data?.person?.permissions.organization_role === "owner";
  const people = useQuery({ ...peopleQuery, enabled: mayList }).data;
  const [chosen, setChosen] = useState<string | null>(null);
  const change = useRoleChange(scope, id);
  const others = (people ?? []).filter((person) => members.every((member) => member.person !== person.id));
  if (!mayList)
    return (
      <Text size="sm" className="quiet" p="md">
        {words.onlyOwners}
      </Text>
    );
  const add = () => {
    const person = others.find((one) => one.id === chosen);
    if (person)
      change(person, { role: null, view_prompts: null }, { role: "reader", view_prompts: null }).then(
        () => setChosen(null),
        failed,
      );
  };
  return (
    <Group p="md" gap="xs">
      <Select
        aria-label="Person to add"
        placeholder={others.length === 0 ? "Everybody has a role here" : "Person"}
        searchable
        w={280}
        data={others.map((person) => ({ value: person.id, label: `${person.name}, ${person.email}` }))}
        value={chosen}
        onChange={setChosen}
      />
      <Button variant="default" disabled={chosen === null} onClick={add}>
        {words.addMember} as Reader
      </Button>
    </Group>
  );
}
