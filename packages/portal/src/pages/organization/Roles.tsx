/** Who was given a role on an application or a group, and who else may be. */

import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { Waiting } from "../../parts/Honest";
import { AddMember } from "./AddMember";
import { type RoleRow, rolesQuery, type Scope } from "./people";
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
