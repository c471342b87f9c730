/** The open report: its name, whether it is saved, its id and address, and the way to be rid of it. */

import { Anchor, Button, CopyButton, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { Card } from "../../parts/Card";
import { failed, told } from "../../parts/notices";
import { Snippet } from "../../parts/Snippet";
import { useIsOwner } from "../../state/application";
import { text } from "../../text/en";
import { searchOf } from "./query";
import type { NewReport, Report, ReportActs } from "./reports";
import { type Standing, useAutoSave } from "./useAutoSave";
import { words } from "./words";

interface ReportCardProps {
  report: Report;
  draft: NewReport;
  acts: ReportActs;
}

export function ReportCard({ report, draft, acts }: ReportCardProps) {
  const owner = useIsOwner();
  const standing = useAutoSave(report, draft, acts, owner);
  const rename = (name: string) => {
    if (name !== "" && name !== report.name) acts.save(report.report_id, { ...draft, name }).catch(failed);
  };
  return (
    <Card
      title={words.report}
      about={<Saved standing={standing} report={report} save={() => acts.save(report.report_id, draft)} />}
      actions={owner && <Remove report={report} acts={acts} />}
    >
      <Stack gap="sm">
        <Group align="flex-end">
          <TextInput
            key={report.report_id + report.name}
            label={words.name}
            w={{ base: "100%", sm: 320 }}
            maxLength={128}
            readOnly={!owner}
            defaultValue={report.name}
            onBlur={(event) => rename(event.currentTarget.value.trim())}
            onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
          />
          <CopyButton value={report.report_id}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy} ff="monospace" fw={400} title="Copy the report's id">
                {copied ? text.copied : report.report_id}
              </Button>
            )}
          </CopyButton>
        </Group>
        <details>
          <summary>{words.fetch}</summary>
          <Text size="sm" className="quiet" my={6}>
            {words.fetchMeaning}
          </Text>
          <Snippet label={words.fetch} code={fetching(report)} />
        </details>
      </Stack>
    </Card>
  );
}

/** The command that fetches a report. */
function fetching(report: Report): string {
  return [
    `curl "${window.location.origin}/api/v1/reports/${report.report_id}?from=2026-01-01&to=2026-02-01" \\`,
    '  -H "xProxy-api-key: $PAYI_API_KEY" -H "accept: text/csv"',
  ].join("\n");
}

interface SavedProps {
  standing: Standing;
  report: Report;
  save: () => Promise<unknown>;
}

function Saved({ standing, report, save }: SavedProps) {
  const navigate = useNavigate();
  if (standing !== "differs")
    return (
      <span role="status">
        {{ saved: words.saved, saving: words.saving, readOnly: words.readOnly }[standing]}
      </span>
    );
  const open = () => void navigate({ to: ".", search: searchOf(report) as never, replace: true });
  return (
    <span role="status">
      This link asks something else than the report.{" "}
      <Anchor component="button" type="button" size="sm" onClick={() => save().catch(failed)}>
        Save it
      </Anchor>{" "}
      or{" "}
      <Anchor component="button" type="button" size="sm" onClick={open}>
        open the report
      </Anchor>
      .
    </span>
  );
}

function Remove({ report, acts }: { report: Report; acts: ReportActs }) {
  const [asked, { open, close }] = useDisclosure();
  const navigate = useNavigate();
  const remove = async () => {
    await acts.remove(report.report_id);
    close();
    await navigate({
      to: ".",
      search: ({ report: _gone, ...rest }: Record<string, unknown>) => rest as never,
    });
    const { name, question, range } = report;
    told(words.removed(name), () => acts.make({ name, question, range }));
  };
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="gray" c="var(--bad)" onClick={open}>
        {words.remove}
      </Button>
      <Modal
        opened={asked}
        onClose={close}
        title={words.removeQuestion(report.name)}
        closeButtonProps={{ "aria-label": text.close }}
        attributes={{ header: { role: "presentation" } }}
      >
        <Text size="sm">{words.removeMeaning}</Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            {text.cancel}
          </Button>
          <Button color="red" onClick={() => remove().catch(failed)}>
            {text.remove}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
