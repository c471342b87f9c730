/** How an application treats what it does not know, and calls that are refused. */

import { NumberInput, Radio, Stack } from "@mantine/core";
import { count } from "../../format";
import { Card } from "../../parts/Card";
import { FactTable } from "../../parts/FactTable";
import type { ApplicationDetail } from "./application";
import { SettingsForm, wholeNumber } from "./SettingsForm";
import { words } from "./words";

const UNKNOWN = {
  create: "Create it: it can be described later",
  reject: "Reject it: only use cases that were made on purpose count",
};
const BLOCKED = {
  charge: "Charge it: the money is spent",
  reject: "Reject the event (blocking_limit_not_allowed)",
};
const STATUSES = { 400: "400, the default", 424: "424, as some programs expect" };

export function PolicyTab({ application }: { application: ApplicationDetail }) {
  const { settings } = application;
  if (application.role !== "owner")
    return (
      <Card title={words.tabs.policy}>
        <FactTable
          label={words.tabs.policy}
          facts={[
            ["Unknown use case", UNKNOWN[settings.unknown_use_case]],
            ["New use cases an hour", count(settings.new_use_cases_per_hour)],
            ["Event that names a block limit", BLOCKED[settings.block_limits_on_ingest]],
            ["Status of a refused call", String(settings.block_http_status)],
          ]}
        />
      </Card>
    );
  return (
    <Card title={words.tabs.policy}>
      <SettingsForm application={application}>
        {(form) => (
          <Stack gap="lg">
            <Choice
              label="When a request names an unknown use case"
              choices={UNKNOWN}
              {...form.getInputProps("unknown_use_case")}
            />
            <NumberInput
              label="New use cases an hour"
              description="At most so many are created by being named: a guard against ids sent as names"
              {...wholeNumber(form, "new_use_cases_per_hour")}
            />
            <Choice
              label="When an event names a block limit"
              choices={BLOCKED}
              {...form.getInputProps("block_limits_on_ingest")}
            />
            <Choice
              label="HTTP status of a call that a limit refuses"
              choices={STATUSES}
              value={String(form.values.block_http_status)}
              onChange={(status) => form.setFieldValue("block_http_status", status === "424" ? 424 : 400)}
            />
          </Stack>
        )}
      </SettingsForm>
    </Card>
  );
}

interface ChoiceProps {
  label: string;
  choices: Record<string, string>;
  value?: string;
  onChange?: (value: string) => void;
}

function Choice({ label, choices, ...input }: ChoiceProps) {
  return (
    <Radio.Group label={label} {...input}>
      <Stack gap={6} mt={6}>
        {Object.entries(choices).map(([value, meaning]) => (
          <Radio key={value} value={value} label={meaning} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
