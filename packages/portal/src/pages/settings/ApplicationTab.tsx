/** The application itself: its name, its group, and its end. */

import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { groupsQuery } from "../../api/session";
import { instant } from "../../format";
import { Card } from "../../parts/Card";
import { Deed } from "../../parts/Deed";
import { FactTable } from "../../parts/FactTable";
import { Failed } from "../../parts/Honest";
import { told } from "../../parts/notices";
import { useView } from "../../state/view";
import { text } from "../../text/en";
import { type ApplicationDetail, deleteApplication, restoreApplication, useChange } from "./application";
import { words } from "./words";

export function ApplicationTab({ application }: { application: ApplicationDetail }) {
  const view = useView();
  const groups = useQuery(groupsQuery).data ?? [];
  const owner = application.role === "owner";
  const group = groups.find((known) => known.id === application.group);
  return (
    <>
      <Card title={words.tabs.application}>
        <FactTable
          label="Facts"
          facts={[
            ["Id", <code key="id">{application.id}</code>],
            ["Created", instant(application.created_timestamp, view.zone)],
            ...(owner
              ? []
              : ([
                  ["Name", application.name],
                  ["Group", group?.name ?? "none"],
                ] as [string, string][])),
          ]}
        />
        {owner && <NameAndGroup application={application} />}
      </Card>
      {owner && (
        <Card title="Delete this application">
          <Group justify="space-between">
            <Text>Its keys are refused at once. For 30 days it can be restored with everything in it.</Text>
            <Button variant="default" c="var(--bad)" onClick={() => view.set({ do: "delete" })}>
              Delete …
            </Button>
          </Group>
        </Card>
      )}
      {owner && view.get("do") === "delete" && (
        <DeleteDialog application={application} close={() => view.set({ do: null })} />
      )}
    </>
  );
}

function NameAndGroup({ application }: { application: ApplicationDetail }) {
  const groups = useQuery(groupsQuery).data ?? [];
  const change = useChange(application);
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm({ initialValues: { name: application.name, group: application.group } });
  const { name, group } = form.values;
  const asked = {
    ...(name.trim() === application.name ? {} : { name: name.trim() }),
    ...(group === application.group ? {} : { group }),
  };
  const save = () =>
    change(asked, `The application is now ${name.trim()}`).then(() => setFault(null), setFault);
  const choices = groups
    .filter((known) => known.role === "owner" || known.id === application.group)
    .map((known) => ({ value: known.id, label: known.id === "" ? "In no group" : known.name }));
  return (
    <form onSubmit={form.onSubmit(() => save())}>
      <Stack mt="md" maw={420}>
        <TextInput label="Name" required maxLength={64} {...form.getInputProps("name")} />
        <Select
          label="Group"
          description="Moving it changes who may see it: roles on the group hold on its applications."
          allowDeselect={false}
          data={choices}
          {...form.getInputProps("group")}
        />
        {fault !== null && <Failed error={fault} />}
        <Group>
          <Button type="submit" disabled={Object.keys(asked).length === 0}>
            {text.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function DeleteDialog({ application, close }: { application: ApplicationDetail; close: () => void }) {
  const [typed, setTyped] = useState("");
  const cache = useQueryClient();
  const navigate = useNavigate();
  const again = () => cache.invalidateQueries({ queryKey: groupsQuery.queryKey });
  const remove = async () => {
    await deleteApplication(application.id, typed);
    await navigate({ to: "/", replace: true });
    await again();
    told(`${application.name} is deleted`, () => restoreApplication(application.id).then(again));
  };
  return (
    <Modal
      opened
      onClose={close}
      title={`Delete ${application.name}`}
      closeButtonProps={{ "aria-label": text.close }}
    >
      <Deed label={text.remove} act={remove} close={close} grave disabled={typed !== application.name}>
        <Text>
          Programs that use its keys are refused at once and nothing of it is seen any more. Within 30 days an
          Owner can restore it, keys and all, from Organization › Groups.
        </Text>
        <TextInput
          label={words.dangerName}
          placeholder={application.name}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </Deed>
    </Modal>
  );
}
