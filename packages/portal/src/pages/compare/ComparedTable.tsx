/** The comparison as a table: what each side came to, how far it is from the first, and what to make of it. */

import { Table, Text } from "@mantine/core";
import { Fragment } from "react";
import { change, count, decimal, figure } from "../../format";
import { Figure } from "../../parts/Figure";
import { type Against, type Compared, labelOf, readIn, type Value, type Verdict } from "./comparison";
import { words } from "./words";

export function ComparedTable({ rows, names }: { rows: readonly Compared[]; names: readonly string[] }) {
  const [first, ...others] = names;
  return (
    <Table.ScrollContainer minWidth={360 + others.length * 420}>
      <Table verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Metric</Table.Th>
            <Table.Th ta="right">{first}</Table.Th>
            {others.map((name, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same version may stand on two sides
              <Fragment key={place}>
                <Table.Th ta="right">{name}</Table.Th>
                <Table.Th ta="right">Difference</Table.Th>
                <Table.Th ta="right">95% interval</Table.Th>
                <Table.Th ta="right">p</Table.Th>
                <Table.Th>Verdict</Table.Th>
              </Fragment>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.metric} data-row={row.metric}>
              <Table.Th scope="row" fw={500}>
                {labelOf(row)}
              </Table.Th>
              <Amount value={row.values[0]} unit={readIn(row)} />
              {row.against.map((against, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same version may stand on two sides
                <Fragment key={place}>
                  <Amount value={row.values[place + 1]} unit={readIn(row)} />
                  <Difference against={against} row={row} />
                </Fragment>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Amount({ value, unit }: { value: Value | undefined; unit: string }) {
  const interval = value?.interval;
  return (
    <Table.Td ta="right">
      <Figure value={value?.value} unit={unit} />
      {value?.n != null && (
        <Text
          size="xs"
          className="quiet"
          title={interval ? words.intervalOf(between(interval, unit)) : undefined}
        >
          n {count(value.n)}
          {interval && `, ${between(interval, unit)}`}
        </Text>
      )}
    </Table.Td>
  );
}

const COLOURS: Record<Verdict, string> = {
  better: "var(--good)",
  worse: "var(--bad)",
  different: "var(--ink)",
  no_difference: "var(--quiet)",
  not_enough_data: "var(--quiet)",
  not_tested: "var(--quiet)",
};
const SIGNS: Partial<Record<Verdict, string>> = { better: "● ", worse: "▲ " };

function Difference({ against, row }: { against: Against; row: Compared }) {
  const { difference, interval, p, detectable, verdict } = against;
  const unit = readIn(row);
  return (
    <>
      <Table.Td ta="right">
        {signed(difference, unit)}
        {against.change !== null && (
          <Text size="xs" className="quiet">
            {change(against.change)}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {interval ? `${signed(interval[0], unit)} to ${signed(interval[1], unit)}` : "–"}
      </Table.Td>
      <Table.Td className="number">{p === null ? "–" : p < 0.001 ? "< 0.001" : decimal(p, 3)}</Table.Td>
      <Table.Td>
        <Text component="span" size="sm" fw={600} style={{ color: COLOURS[verdict] }} data-verdict={verdict}>
          {SIGNS[verdict] && <span aria-hidden>{SIGNS[verdict]}</span>}
          {words.verdicts[verdict]}
        </Text>
        {verdict === "no_difference" && detectable !== null && (
          <Text size="xs" className="quiet">
            {words.detectable(figure(detectable, unit))}
          </Text>
        )}
      </Table.Td>
    </>
  );
}

function between([low, high]: [number, number], unit: string): string {
  return `${figure(low, unit)} to ${figure(high, unit)}`;
}

/** A difference with its sign; of shares in points, so that it is not taken for a relative change. */
function signed(value: number | null, unit: string): string {
  if (value === null) return "–";
  const told = unit === "ratio" ? `${decimal(100 * value, 1)} points` : figure(value, unit);
  return value > 0 ? `+${told}` : told;
}
