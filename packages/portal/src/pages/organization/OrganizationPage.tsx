/** The organization: people, groups, the audit log, and one's own account. */

import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "../../api/session";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { useView } from "../../state/view";
import { words } from "./words";

const TAB = { height: 300 };
const AccountTab = later(async () => (await import("./AccountTab")).AccountTab, TAB);
const AuditTab = later(async () => (await import("./AuditTab")).AuditTab, TAB);
const GroupsTab = later(async () => (await import("./GroupsTab")).GroupsTab, TAB);
const PeopleTab = later(async () => (await import("./PeopleTab")).PeopleTab, TAB);

type Tab = keyof typeof words.tabs;

export default function OrganizationPage() {
  const view = useView();
  const role = useQuery(sessionQuery).data?.person?.permissions.organization_role ?? null;
  const named = view.get("tab") ?? (role === "owner" ? "people" : "groups");
  const tab = (named in words.tabs ? named : "groups") as Tab;
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} />
      <Tabs
        value={tab}
        onChange={(next) => view.set({ tab: next, application: null, q: null, action: null, who: null })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {Object.entries(words.tabs).map(([id, label]) => (
            <Tabs.Tab key={id} value={id}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="people">
          <PeopleTab view={view} owner={role === "owner"} />
        </Tabs.Panel>
        <Tabs.Panel value="groups">
          <GroupsTab view={view} owner={role === "owner"} />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditTab view={view} everything={role !== null} />
        </Tabs.Panel>
        <Tabs.Panel value="account">
          <AccountTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
