/** Fields, and buttons of each weight. */

import {
  Alert,
  Button,
  Checkbox,
  Group,
  NumberInput,
  PasswordInput,
  Radio,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  TextInput,
} from "@mantine/core";
import { Card } from "../../parts/Card";

export function Forms() {
  return (
    <Card title="Forms" about="The server's own words at the field, or above the button.">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
        <Stack>
          <TextInput label="Text" description="What it is for" defaultValue="support-chat" />
          <TextInput
            label="With a fault"
            defaultValue="ten"
            error="Give an amount in US dollars, such as 25."
          />
          <NumberInput label="Number" defaultValue={30} />
          <Select label="Choice" defaultValue="Owner" data={["Owner", "Reader"]} />
          <PasswordInput
            label="Password"
            defaultValue="secret"
            visibilityToggleButtonProps={{ "aria-label": "Show the sample password" }}
          />
        </Stack>
        <Stack>
          <Radio.Group label="One of a few" defaultValue="allow">
            <Stack gap={6} mt={4}>
              <Radio value="allow" label="allow" description="Goes on past its maximum." />
              <Radio value="block" label="block" description="Refuses calls through the proxy." />
            </Stack>
          </Radio.Group>
          <Checkbox label="On its own" defaultChecked />
          <Switch label="At once" defaultChecked />
          <SegmentedControl
            aria-label="Sample of a grain"
            data={["hour", "day", "week"]}
            defaultValue="day"
          />
          <Alert color="yellow" variant="light">
            What should be known before.
          </Alert>
          <Group>
            <Button>First</Button>
            <Button variant="default">Second</Button>
            <Button variant="subtle">Third</Button>
            <Button color="red.9">Delete</Button>
            <Button disabled>Not yet</Button>
          </Group>
        </Stack>
      </SimpleGrid>
    </Card>
  );
}
