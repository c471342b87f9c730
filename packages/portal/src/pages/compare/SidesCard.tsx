/** Which versions are compared, each over its days; all of it stands in the URL. */

import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Row } from "../../api/questions";
import { type UseCase, useCasesQuery } from "../../api/useCases";
import { count } from "../../format";
import { Card } from "../../parts/Card";
import { Choice } from "../../parts/Choice";
import { useApplicationId } from "../../state/application";
import { asText } from "../../state/ranges";
import type { View } from "../../state/view";
import { type Side, sideName, windowOf } from "./sides";
import { words } from "./words";

interface SidesCardProps {
  view: View;
  sides: Side[];
  /** Instances by use case and version in the range of the page. */
  rows: readonly Row[];
  setSides: (sides: Side[]) => void;
}

export function SidesCard({ view, sides, rows, setSides }: SidesCardProps) {
  const defined = useQuery(useCasesQuery(useApplicationId())).data ?? [];
  const choices = choicesOf(defined, rows, sides);
  const replaced = (place: number, side: Side) => sides.map((one, other) => (other === place ? side : one));
  const added = choices.find(
    ({ value }) => !sides.some((side) => `${side.useCase}@${side.version}` === value),
  );
  return (
    <Card title={words.sides} about={words.sidesMeaning}>
      <Stack gap="sm">
        {sides.map((side, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same version may stand on two sides, over other days
          <Group key={place} gap="xs" align="flex-end">
            <Choice
              label={place === 0 ? words.first : words.against}
              aria-label={`Side ${place + 1}`}
              searchable
              allowDeselect={false}
              w={320}
              data={choices}
              value={`${side.useCase}@${side.version}`}
              onChange={(chosen) => {
                const [useCase = "", version = ""] = (chosen ?? "").split("@");
                setSides(replaced(place, { ...side, useCase, version }));
              }}
            />
            <Days view={view} side={side} place={place} set={(next) => setSides(replaced(place, next))} />
            {sides.length > 2 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                mb={4}
                aria-label={words.removeSide(sideName(side))}
                onClick={() => setSides(sides.filter((_, other) => other !== place))}
              >
                ×
              </ActionIcon>
            )}
          </Group>
        ))}
        {added && (
          <Group>
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => {
                const [useCase = "", version = ""] = added.value.split("@");
                setSides([...sides, { useCase, version, range: undefined }]);
              }}
            >
              {words.add}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}

/** Every version that is defined, was used in the range, or is compared already. */
function choicesOf(defined: readonly UseCase[], rows: readonly Row[], sides: readonly Side[]) {
  const instances = new Map(
    rows
      .filter((row) => /^\d+$/.test(String(row.version)))
      .map((row) => [`${row.use_case}@${row.version}`, Number(row.instances)]),
  );
  const versions = defined.flatMap(({ name, type_version }) =>
    Array.from({ length: Number(type_version) }, (_, place) => `${name}@${place + 1}`),
  );
  const named = sides.map((side) => `${side.useCase}@${side.version}`);
  return [...new Set([...instances.keys(), ...versions, ...named])].map((value) => {
    const [useCase = "", version = ""] = value.split("@");
    return {
      value,
      label: `${sideName({ useCase, version })}, ${count(instances.get(value) ?? 0)} instances`,
    };
  });
}

interface DaysProps {
  view: View;
  side: Side;
  place: number;
  set: (side: Side) => void;
}

/** The days of a side: those of the page until others are chosen. */
function Days({ view, side, place, set }: DaysProps) {
  const window = windowOf(side, view);
  const [from = "", to = ""] = [window.from, window.to].map((at) => asText(at, view.zone).slice(0, 10));
  if (!side.range)
    return (
      <Button
        variant="subtle"
        aria-label={`${words.ownDays}, side ${place + 1}`}
        onClick={() => set({ ...side, range: `${from}/${to}` })}
      >
        {words.ownDays}
      </Button>
    );
  const chosen = (first: string, last: string) => {
    if (first !== "" && last !== "" && first < last) set({ ...side, range: `${first}/${last}` });
  };
  return (
    <>
      <TextInput
        type="date"
        label={words.from}
        aria-label={`${words.from}, side ${place + 1}`}
        value={from}
        onChange={(event) => chosen(event.currentTarget.value, to)}
      />
      <TextInput
        type="date"
        label={words.to}
        aria-label={`${words.to}, side ${place + 1}`}
        value={to}
        onChange={(event) => chosen(from, event.currentTarget.value)}
      />
      <Button
        variant="subtle"
        aria-label={`${words.pageDays}, side ${place + 1}`}
        onClick={() => set({ ...side, range: undefined })}
      >
        {words.pageDays}
      </Button>
    </>
  );
}
