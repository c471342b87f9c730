/** Who changed what, when: every change, found by typing, each with its two sides. */

import { Group, Select, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { everyItem } from "../../api/client";
import { usePaged } from "../../api/paged";
import { groupsQuery } from "../../api/session";
import { instant } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable } from "../../parts/DataTable";
import { Failed } from "../../parts/Honest";
import { RangePicker } from "../../parts/RangePicker";
import { ShareMenu } from "../../parts/ShareMenu";
import { SidePanel } from "../../parts/SidePanel";
import type { View } from "../../state/view";
import { actionChoices, auditWordsQuery, useAuditPath } from "./audit";
import { summary } from "./differences";
import { type AuditEntry, Entry, whoOf } from "./Entry";
import { words } from "./words";

interface AuditTabProps {
  view: View;
  /** Whether the person may read the changes of everything. */
  everything: boolean;
  /** The one application that is looked at; absent: it is chosen here. */
  of?: string;
}

export function AuditTab({ view, everything, of }: AuditTabProps) {
  const groups = useQuery(groupsQuery).data ?? [];
  const applications = groups.flatMap((group) => group.applications);
  const chosen = of ?? view.get("application");
  const known = everything || chosen !== undefined;
  return (
    <Card
      title={words.tabs.audit}
      about="Newest first. What was changed by a program stands under its key."
      actions={known && <ShareAudit view={view} application={chosen} />}
      flush
    >
      <Group px="md" pb="xs" className="no-print">
        {of === undefined && (
          <Select
            aria-label="Application"
            clearable={everything}
            placeholder={everything ? words.everything : "Application"}
            data={applications.map((one) => ({ value: one.id, label: one.name }))}
            value={chosen ?? null}
            onChange={(id) => view.set({ application: id, action: null, who: null, open: null })}
          />
        )}
        {known && <Filters view={view} application={chosen} />}
      </Group>
      {known ? (
        <Entries
          view={view}
          application={chosen}
          names={new Map(applications.map((one) => [one.id, one.name]))}
        />
      ) : (
        <Text p="md">{words.noAudit}</Text>
      )}
    </Card>
  );
}

interface AuditProps {
  view: View;
  application: string | undefined;
}

function ShareAudit({ view, application }: AuditProps) {
  const path = useAuditPath(view, application);
  return <ShareMenu name={words.tabs.audit} path={path} rows={() => everyItem<AuditEntry>(path)} />;
}

function Filters({ view, application }: AuditProps) {
  const known = useQuery(auditWordsQuery(application)).data;
  const callers = (known?.callers ?? []).map(({ who, name }) => ({ value: who, label: name ?? who }));
  return (
    <>
      <RangePicker view={view} comparable={false} />
      <Select
        aria-label={words.byAction}
        placeholder={words.byAction}
        clearable
        searchable
        data={actionChoices(known?.actions ?? [])}
        value={view.get("action") ?? null}
        onChange={(action) => view.set({ action, open: null })}
      />
      <Select
        aria-label={words.byWho}
        placeholder={words.byWho}
        clearable
        searchable
        data={callers}
        value={view.get("who") ?? null}
        onChange={(who) => view.set({ who, open: null })}
      />
      <TextInput
        aria-label={words.find}
        placeholder={words.find}
        data-search
        w={280}
        value={view.get("q") ?? ""}
        onChange={(event) => view.set({ q: event.currentTarget.value }, true)}
      />
    </>
  );
}

interface EntriesProps extends AuditProps {
  names: ReadonlyMap<string, string>;
}

function Entries({ view, application, names }: EntriesProps) {
  const typed = (view.get("q") ?? "").toLowerCase();
  const opened = view.get("open");
  const path = useAuditPath(view, application);
  const listed = usePaged<AuditEntry>(
    ["audit", path],
    path,
    {},
    { whole: typed !== "" || opened !== undefined },
  );
  if (listed.error) return <Failed error={listed.error} retry={listed.again} />;
  const entries = (listed.items ?? []).filter((entry) =>
    `${whoOf(entry)} ${entry.action} ${entry.subject}`.toLowerCase().includes(typed),
  );
  const entry = listed.items?.find((one) => one.id === opened);
  return (
    <>
      <DataTable
        name="Changes"
        columns={[
          { id: "time", label: "Time", cell: (row) => instant(row.time, view.zone, true) },
          { id: "who", label: "Who", cell: whoOf },
          { id: "action", label: "Action", cell: (row) => <code>{row.action}</code> },
          { id: "subject", label: "Subject", cell: (row) => row.subject },
          {
            id: "application",
            label: "Application",
            cell: (row) => (row.application ? (names.get(row.application) ?? row.application) : ""),
          },
          {
            id: "change",
            label: "Change",
            cell: (row) => (
              <Text size="sm" truncate maw={360} component="span" display="block">
                {summary(row.before, row.after)}
              </Text>
            ),
          },
        ]}
        rows={entries}
        keyOf={(row) => row.id}
        selected={opened}
        onOpen={(row) => view.set({ open: row.id })}
        onEnd={listed.more}
        empty={<Text className="quiet">{listed.items ? words.nothingChanged : "…"}</Text>}
      />
      {entry && (
        <SidePanel title={`${entry.action} by ${whoOf(entry)}`} close={() => view.set({ open: null })}>
          <Entry entry={entry} zone={view.zone} />
        </SidePanel>
      )}
    </>
  );
}
