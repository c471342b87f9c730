/** The role of a person on something, as a field that changes it; as a word for who may not. */

import { NativeSelect, Switch } from "@mantine/core";
import type { Role } from "../../api/session";
import { failed } from "../../parts/notices";
import { type RoleWish, type Scope, useRoleChange } from "./people";
import { words } from "./words";

interface RoleFieldProps {
  scope: Scope;
  id: string;
  person: { id: string; name: string };
  role: Role | null;
  viewPrompts: boolean;
  /** Whether it may be changed by who looks. */
  owner: boolean;
}

const CHOICES = [
  { value: "owner", label: "Owner" },
  { value: "reader", label: "Reader" },
  { value: "", label: words.noRole },
];

export function RoleField({ scope, id, person, role, viewPrompts, owner }: RoleFieldProps) {
  const change = useRoleChange(scope, id);
  if (!owner) return <span>{role ?? words.noRole}</span>;
  const former: RoleWish = { role, view_prompts: viewPrompts };
  return (
    <NativeSelect
      aria-label={`Role of ${person.name}`}
      size="xs"
      w={110}
      data={CHOICES}
      value={role ?? ""}
      onChange={(event) => {
        const wish = { role: (event.currentTarget.value || null) as Role | null, view_prompts: null };
        change(person, former, wish).catch(failed);
      }}
    />
  );
}

export function PromptsField({ scope, id, person, role, viewPrompts, owner }: RoleFieldProps) {
  const change = useRoleChange(scope, id);
  if (role === null) return null;
  if (!owner) return <span>{viewPrompts ? "yes" : "no"}</span>;
  return (
    <Switch
      aria-label={`${person.name} sees prompts`}
      title={words.promptsMeaning}
      checked={viewPrompts}
      onChange={(event) =>
        change(
          person,
          { role, view_prompts: viewPrompts },
          { role, view_prompts: event.currentTarget.checked },
        ).catch(failed)
      }
    />
  );
}
