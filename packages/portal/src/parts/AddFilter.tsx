/** Adding a filter: a field, then its values with how many requests each has, found by typing. Loaded when wanted. */

import { ActionIcon, Button, Checkbox, Group, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { type Filter, rowsOf, useQuestion } from "../api/questions";
import { count } from "../format";
import { useApplicationId } from "../state/application";
import { narrowed, type View } from "../state/view";
import { text } from "../text/en";
import { dimensionLabel } from "../text/metrics";
import { FloatingDialogue } from "./Floating";
import type { Beside } from "./Opener";

const FIELDS = [
  "use_case",
  "version",
  "step",
  "user",
  "account",
  "category",
  "resource",
  "status_class",
  "failure",
  "limit",
  "source",
];

export default function AddFilter({ view, beside }: { view: View; beside: Beside }) {
  const [field, setField] = useState<string | null>(null);
  const setOpened = (opened: boolean) => {
    beside.setOpened(opened);
    setField(null);
  };
  return (
    <FloatingDialogue
      beside={{ ...beside, setOpened }}
      label="Add a filter"
      position="bottom-start"
      width={320}
    >
      {field === null ? (
        <Fields choose={setField} />
      ) : (
        <Values field={field} view={view} back={() => setField(null)} close={() => setOpened(false)} />
      )}
    </FloatingDialogue>
  );
}

function Fields({ choose }: { choose: (field: string) => void }) {
  const [typed, setTyped] = useState("");
  const wanted = FIELDS.filter((field) => dimensionLabel(field).toLowerCase().includes(typed.toLowerCase()));
  return (
    <Stack gap={2}>
      <TextInput
        data-autofocus
        aria-label="Find a field"
        placeholder="Field, or the key of a property"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && typed && choose(wanted[0] ?? `property:${typed}`)}
      />
      {wanted.map((field) => (
        <Button
          key={field}
          variant="subtle"
          color="gray"
          justify="flex-start"
          size="compact-md"
          onClick={() => choose(field)}
        >
          {dimensionLabel(field)}
        </Button>
      ))}
      {typed !== "" && (
        <Button
          variant="subtle"
          color="gray"
          justify="flex-start"
          size="compact-md"
          onClick={() => choose(`property:${typed}`)}
        >
          Property “{typed}”
        </Button>
      )}
    </Stack>
  );
}

interface ValuesProps {
  field: string;
  view: View;
  back: () => void;
  close: () => void;
}

const LISTED = 100;

function Values({ field, view, back, close }: ValuesProps) {
  const app = useApplicationId();
  const known = view.filters.find((filter) => filter.field === field && filter.op === "in");
  const [chosen, setChosen] = useState<string[]>(known?.values ?? []);
  const [typed, setTyped] = useState("");
  const [prefix] = useDebouncedValue(typed, 150);
  const others = view.filters.filter((filter) => filter !== known);
  const searched: Filter[] = prefix ? [{ field, op: "prefix", values: [prefix] }] : [];
  const { compare: _unasked, ...asked } = view.question;
  const found = useQuestion(
    { ...asked, filters: [...others, ...searched], metrics: ["requests"], by: [field], top: LISTED },
    app,
  );
  const rows = found.data ? rowsOf({ ...found.data, other: null }) : [];
  const toggle = (value: string) =>
    setChosen(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  const apply = () => {
    const only =
      chosen.length === 1
        ? narrowed(field, chosen[0] as string)
        : { field, op: "in" as const, values: chosen };
    view.setFilters(chosen.length === 0 ? others : [...others, only]);
    close();
  };
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text fw={600} size="sm">
          {dimensionLabel(field)}
        </Text>
        <ActionIcon variant="subtle" color="gray" onClick={back} aria-label="Another field">
          ←
        </ActionIcon>
      </Group>
      <TextInput
        data-autofocus
        aria-label={`Find a value of ${dimensionLabel(field)}`}
        placeholder={text.search}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && apply()}
      />
      <ScrollArea.Autosize mah={280} type="auto" viewportProps={{ tabIndex: 0 }}>
        <Stack gap={6} py={4}>
          {rows.map((row) => {
            const value = String(row[field]);
            return (
              <Group key={value} justify="space-between" wrap="nowrap">
                <Checkbox
                  size="sm"
                  label={value}
                  checked={chosen.includes(value)}
                  onChange={() => toggle(value)}
                />
                <Text size="sm" className="quiet number">
                  {count(row.requests)}
                </Text>
              </Group>
            );
          })}
          {found.data && rows.length === 0 && <Text className="quiet">{text.nothing}</Text>}
          {rows.length >= LISTED && (
            <Text size="xs" className="quiet">
              The {LISTED} largest; type to find others.
            </Text>
          )}
        </Stack>
      </ScrollArea.Autosize>
      <Button onClick={apply}>Apply</Button>
    </Stack>
  );
}
