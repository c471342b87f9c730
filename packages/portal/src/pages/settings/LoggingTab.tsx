/** What is kept of prompts and completions, and for how long anything is kept. */

import { NumberInput, Stack, Switch } from "@mantine/core";
import { useMemo } from "react";
import { useQuestion } from "../../api/questions";
import { count, exactMoney } from "../../format";
import { Card } from "../../parts/Card";
import { FactTable } from "../../parts/FactTable";
import { useMinute } from "../../state/clock";
import type { ApplicationDetail, Settings } from "./application";
import { Gates } from "./Gates";
import { SettingsForm, wholeNumber } from "./SettingsForm";
import { words } from "./words";

export function LoggingTab({ application }: { application: ApplicationDetail }) {
  const owner = application.role === "owner";
  return (
    <>
      <Card title={words.gates} about={words.gatesAbout}>
        <Gates application={application} />
      </Card>
      <Card title="Retention and content">
        {owner ? <Retention application={application} /> : <Facts settings={application.settings} />}
      </Card>
    </>
  );
}

function Retention({ application }: { application: ApplicationDetail }) {
  return (
    <SettingsForm
      application={application}
      preview={({ event_days }) =>
        event_days !== undefined && event_days > 0 && <Lost application={application} days={event_days} />
      }
    >
      {(form) => (
        <Stack gap="lg">
          <Switch
            label="Store prompts and completions"
            description="The gate of this application"
            {...form.getInputProps("content", { type: "checkbox" })}
          />
          <NumberInput
            label="Days content is kept"
            description="0: for ever"
            {...wholeNumber(form, "content_days")}
          />
          <NumberInput
            label="Days requests are kept"
            description="0: for ever. Their cost leaves every report with them."
            {...wholeNumber(form, "event_days")}
          />
        </Stack>
      )}
    </SettingsForm>
  );
}

const DAY_MS = 86_400_000;

/** What a shorter retention would delete as things are now. */
function Lost({ application, days }: { application: ApplicationDetail; days: number }) {
  const now_ms = useMinute();
  const to = useMemo(() => new Date(now_ms - days * DAY_MS).toISOString(), [now_ms, days]);
  const answer = useQuestion(
    { metrics: ["requests", "cost"], from: "2000-01-01T00:00:00Z", to },
    application.id,
  ).data;
  if (answer === undefined) return null;
  const [requests, cost] = answer.totals;
  return (
    <b data-lost>
      Now that would be {count(requests)} requests with a cost of {exactMoney(cost)}.
    </b>
  );
}

const days = (n: number) => (n === 0 ? "for ever" : `${n} days`);

function Facts({ settings }: { settings: Settings }) {
  return (
    <FactTable
      label="Retention and content"
      facts={[
        ["Prompts and completions", settings.content ? "stored" : "not stored"],
        ["Content is kept", days(settings.content_days)],
        ["Requests are kept", days(settings.event_days)],
      ]}
    />
  );
}
