/** Another name, maximum or properties for a limit, with what the new maximum will mean before it does. */

import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Failed } from "../../parts/Honest";
import { told } from "../../parts/notices";
import { useApplicationId } from "../../state/application";
import { text } from "../../text/en";
import { atoms, inFull, minus, stateAt } from "./amounts";
import { Bar, fullness, StateMark } from "./Bar";
import {
  fieldsOf,
  isAmount,
  type LimitValues,
  NameAndMax,
  Properties,
  propertiesOf,
  validAmount,
  validName,
} from "./fields";
import { changeLimit, forget, type Limit } from "./limit";

export function EditForm({ limit, close }: { limit: Limit; close: () => void }) {
  const app = useApplicationId();
  const cache = useQueryClient();
  const [fault, setFault] = useState<unknown>(null);
  const form = useForm<LimitValues>({
    initialValues: {
      limit_name: limit.limit_name,
      max: limit.max,
      properties: fieldsOf(limit.properties),
    },
    validate: { limit_name: validName, max: validAmount },
  });
  const save = async (values: LimitValues) => {
    const wanted = {
      limit_name: values.limit_name.trim(),
      max: values.max,
      properties: propertiesOf(values.properties),
    };
    await changeLimit(app, limit, wanted);
    await forget(cache, app);
    close();
    told(`The limit ${wanted.limit_name} is changed`, async () => {
      await changeLimit(app, { ...limit, ...wanted }, limit);
      await forget(cache, app);
    });
  };
  return (
    <form onSubmit={form.onSubmit((values) => save(values).catch(setFault))} noValidate>
      <Stack>
        <NameAndMax form={form} />
        <Preview limit={limit} max={form.getValues().max} />
        <Properties form={form} />
        <Text size="sm" className="quiet">
          Type, threshold and promise of a limit stay as they were made.
        </Text>
        {fault !== null && <Failed error={fault} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {text.cancel}
          </Button>
          <Button type="submit">{text.save}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Preview({ limit, max }: { limit: Limit; max: string }) {
  if (!isAmount(max)) return null;
  const spend = limit.totals.cost.total.base;
  return (
    <Stack gap={6} className="card" p="md" aria-live="polite" role="status">
      {atoms(max) < atoms(spend) ? (
        <Text size="sm">
          A maximum below the {inFull(spend)} that are spent is refused: reset the limit first, or choose
          more.
        </Text>
      ) : (
        <Then limit={limit} spend={spend} max={max} />
      )}
    </Stack>
  );
}

function Then({ limit, spend, max }: { limit: Limit; spend: string; max: string }) {
  const state = stateAt(spend, max, limit.threshold);
  return (
    <>
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          Then
        </Text>
        <Text size="sm" component="div">
          <StateMark state={limit.state} /> → <StateMark state={state} />
        </Text>
      </Group>
      <Bar spend={spend} max={max} threshold={limit.threshold} state={state} />
      <Text size="sm" className="quiet">
        {inFull(spend)} spent, {fullness(spend, max)}; {inFull(minus(max, spend))} left.
      </Text>
    </>
  );
}
