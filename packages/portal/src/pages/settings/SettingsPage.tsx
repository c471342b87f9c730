/** Settings of an application: keys, members, what is kept, policies, and the application itself. */

import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { useApplicationId } from "../../state/application";
import { useView, type View } from "../../state/view";
import { type ApplicationDetail, applicationQuery } from "./application";
import { words } from "./words";

const TAB = { height: 300 };
const AuditTab = later(async () => (await import("../organization/AuditTab")).AuditTab, TAB);
const ApplicationTab = later(async () => (await import("./ApplicationTab")).ApplicationTab, TAB);
const KeysTab = later(async () => (await import("./KeysTab")).KeysTab, TAB);
const LoggingTab = later(async () => (await import("./LoggingTab")).LoggingTab, TAB);
const MembersTab = later(async () => (await import("./MembersTab")).MembersTab, TAB);
const PolicyTab = later(async () => (await import("./PolicyTab")).PolicyTab, TAB);

type Tab = keyof typeof words.tabs;

export default function SettingsPage() {
  const view = useView();
  const app = useApplicationId();
  const application = useQuery(applicationQuery(app));
  const named = view.get("tab") ?? "keys";
  const tab = (named in words.tabs ? named : "keys") as Tab;
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} />
      <Tabs
        value={tab}
        onChange={(next) => view.set({ tab: next, action: null, who: null, q: null, open: null })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {Object.entries(words.tabs).map(([id, label]) => (
            <Tabs.Tab key={id} value={id}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Waiting of={application} height={300}>
          {(known) => (
            <Tabs.Panel value={tab}>
              <Opened tab={tab} application={known} view={view} />
            </Tabs.Panel>
          )}
        </Waiting>
      </Tabs>
    </>
  );
}

interface OpenedProps {
  tab: Tab;
  application: ApplicationDetail;
  view: View;
}

function Opened({ tab, application, view }: OpenedProps) {
  switch (tab) {
    case "keys":
      return <KeysTab application={application} />;
    case "members":
      return <MembersTab application={application} />;
    case "logging":
      return <LoggingTab application={application} />;
    case "policy":
      return <PolicyTab application={application} />;
    case "application":
      return <ApplicationTab application={application} />;
    case "audit":
      return <AuditTab view={view} everything={false} of={application.id} />;
  }
}
