/** Who is signed in, and what they may see. */

import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";

export type Role = "owner" | "reader";

export interface Person {
  id: string;
  name: string;
  email: string;
  permissions: { organization_role: Role | null };
}

export interface Session {
  person: Person | null;
  first_start: boolean;
  oidc: { name: string } | null;
  version: string;
}

export interface Application {
  id: string;
  name: string;
  role: Role;
  view_prompts: boolean;
  created_timestamp: string;
}

export interface Group {
  id: string;
  name: string;
  personal: boolean;
  role: Role | null;
  applications: Application[];
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () => api<Session>("/session"),
  staleTime: 60_000,
});

export const groupsQuery = queryOptions({
  queryKey: ["groups"],
  queryFn: async () => (await api<{ items: Group[] }>("/groups")).items,
  staleTime: 30_000,
});

export function applicationsOf(groups: readonly Group[]): Application[] {
  return groups.flatMap((group) => group.applications);
}

export function signIn(email: string, password: string): Promise<Session> {
  return api<Session>("/session", { method: "POST", body: { email, password } });
}

export function signOut(): Promise<void> {
  return api<void>("/session", { method: "DELETE" });
}

export interface Welcome {
  token: string;
  name: string;
  email: string;
  password: string;
}

export function acceptWelcome(welcome: Welcome): Promise<Session> {
  return api<Session>("/session/welcome", { method: "POST", body: welcome });
}
