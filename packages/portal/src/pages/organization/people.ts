/** People, their roles and groups, as the API has them. */

import { type QueryClient, queryOptions, useQueryClient } from "@tanstack/react-query";
import { address, api } from "../../api/client";
import { groupsQuery, type Role, sessionQuery } from "../../api/session";
import { told } from "../../parts/notices";

export interface PersonRow {
  id: string;
  name: string;
  email: string;
  created_timestamp: string;
  last_seen_timestamp: string | null;
  organization_role: Role | null;
  source: "local" | "oidc";
}

export type Scope = "organization" | "group" | "application";

export interface RoleRow {
  person: string;
  name: string;
  email: string;
  role: Role;
  view_prompts: boolean;
}

/** Asked by Owners of the organization only: others are refused. */
export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: async ({ signal }) => (await api<{ items: PersonRow[] }>("/people", { signal })).items,
});

export function rolesQuery(scope: Scope, id: string) {
  return queryOptions({
    queryKey: ["roles", scope, id],
    queryFn: async ({ signal }) =>
      (await api<{ items: RoleRow[] }>(address("/roles", { scope, id }), { signal })).items,
  });
}

export interface RoleWish {
  role: Role | null;
  /** Null: as the role has it, an Owner sees prompts and a Reader does not. */
  view_prompts: boolean | null;
}

type Named = { person: string } | { email: string };

interface ChangedRoles {
  items: RoleRow[];
  /** The link of somebody whom the change invited. */
  invitation_url: string | null;
}

async function putRole(
  cache: QueryClient,
  scope: Scope,
  id: string,
  named: Named,
  wish: RoleWish,
): Promise<string | null> {
  const { items, invitation_url } = await api<ChangedRoles>("/roles", {
    method: "PUT",
    body: { ...named, scope, id, ...wish },
  });
  cache.setQueryData(rolesQuery(scope, id).queryKey, items);
  await Promise.all(
    [peopleQuery.queryKey, groupsQuery.queryKey, sessionQuery.queryKey].map((queryKey) =>
      cache.invalidateQueries({ queryKey }),
    ),
  );
  return invitation_url;
}

/** Make whoever has an address a Reader of something; the link to hand over, where that invited them. */
export function useRoleByEmail(scope: Scope, id: string): (email: string) => Promise<string | null> {
  const cache = useQueryClient();
  return async (email) => {
    const link = await putRole(cache, scope, id, { email }, { role: "reader", view_prompts: null });
    told(`${email} is reader here`);
    return link;
  };
}

/** Give a person a role on something, or take it away; say so, with the way back. */
export function useRoleChange(scope: Scope, id: string) {
  const cache = useQueryClient();
  return async (person: { id: string; name: string }, former: RoleWish, wish: RoleWish) => {
    await putRole(cache, scope, id, { person: person.id }, wish);
    told(
      wish.role === null ? `${person.name} has no role here any more` : `${person.name} is ${wish.role} here`,
      () => putRole(cache, scope, id, { person: person.id }, former),
    );
  };
}

export interface Invited extends PersonRow {
  invitation_url: string;
}

export function invite(name: string, email: string): Promise<Invited> {
  return api<Invited>("/people", { method: "POST", body: { name, email } });
}

export function inviteAgain(person: string): Promise<Invited> {
  return api<Invited>(`/people/${encodeURIComponent(person)}/invitation`, { method: "POST" });
}

export function removePerson(person: string): Promise<void> {
  return api(`/people/${encodeURIComponent(person)}`, { method: "DELETE" });
}

export function createGroup(name: string): Promise<{ id: string; name: string }> {
  return api("/groups", { method: "POST", body: { name } });
}

export function renameGroup(id: string, name: string): Promise<unknown> {
  return api(`/groups/${encodeURIComponent(id)}`, { method: "PATCH", body: { name } });
}

export function deleteGroup(id: string): Promise<void> {
  return api(`/groups/${encodeURIComponent(id)}`, { method: "DELETE" });
}

export function changePassword(current: string, fresh: string): Promise<void> {
  return api("/session/password", { method: "POST", body: { current, new: fresh } });
}
