/** Words and numbers. */

import { Anchor, Code, Group, Stack, Text, Title } from "@mantine/core";
import { count, duration, exactMoney, instant, money, percent, UNKNOWN } from "../../format";
import { Card } from "../../parts/Card";
import { FactTable } from "../../parts/FactTable";
import { Change, Money, Stat } from "../../parts/Figure";
import { Uncertain } from "../../parts/Honest";
import { COST_BY_DAY } from "./samples";

export function Type() {
  return (
    <Card title="Type" about="The system's own face; figures of equal width.">
      <Stack gap={6}>
        <Text component="div" fz="h2" fw={600}>
          Title of a page
        </Text>
        <Title order={3} size="h4">
          Title of a card
        </Title>
        <Text>Text as it is read. 0123456789</Text>
        <Text size="sm" className="quiet">
          Quiet text beside it. 0123456789
        </Text>
        <Text size="sm">
          <Anchor href="#type" underline="always">
            A link
          </Anchor>
          , and <Code>code</Code>.
        </Text>
      </Stack>
    </Card>
  );
}

const AMOUNT = "1234.500000000001";

export function Figures() {
  return (
    <Card title="Figures" about="Rounded for reading; the tooltip has every digit.">
      <Group gap="md" mb="md" align="stretch">
        <Stat metric="cost" value="48.495000000001" unit="usd" changed={-0.08}>
          <Uncertain meta={COST_BY_DAY.meta} />
        </Stat>
        <Stat metric="failure_rate" value={0.0125} unit="ratio" changed={0.4} />
        <Stat metric="requests" value={1_204} unit="count" changed={0} />
        <Stat metric="p95(latency_ms)" value={null} unit="ms" />
      </Group>
      <FactTable
        label="Formats"
        facts={[
          ["Money", <Money key="money" amount={AMOUNT} />],
          ["Money, all digits", exactMoney(AMOUNT)],
          ["Small money", money("0.00048125")],
          ["Count", count(28_185)],
          ["Ratio", percent(0.125)],
          ["Duration", `${duration(840)}, ${duration(2_410)}, ${duration(210_000)}`],
          ["Instant", instant("2026-11-21T12:00:00Z", "UTC")],
          ["Not known", UNKNOWN],
          [
            "Change",
            <Group key="change" gap="md">
              <Change ratio={0.4} metric="cost_per_request" />
              <Change ratio={-0.4} metric="cost_per_request" />
              <Change ratio={0.4} metric="requests" />
            </Group>,
          ],
        ]}
      />
    </Card>
  );
}
