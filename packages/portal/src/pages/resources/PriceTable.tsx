/** Every unit of a version with its two prices, exact; other tariffs of the same units stand apart. */

import { Table } from "@mantine/core";
import { exactMoney } from "../../format";
import { isPlain, perOf, priceAt } from "./prices";
import type { Version } from "./resources";
import { words } from "./words";

export function PriceTable({ version }: { version: Version }) {
  const units = Object.keys(version.units);
  const others = units.filter((unit) => !isPlain(unit));
  return (
    <>
      <Units version={version} units={units.filter(isPlain)} label={words.prices} />
      {others.length > 0 && (
        <details>
          <summary className="quiet">{words.tariffs(others.length)}</summary>
          <Units version={version} units={others} label={words.tariffs(others.length)} />
        </details>
      )}
    </>
  );
}

function Units({ version, units, label }: { version: Version; units: string[]; label: string }) {
  return (
    <Table aria-label={label} verticalSpacing={5} fz="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Unit</Table.Th>
          <Table.Th ta="right">Input</Table.Th>
          <Table.Th ta="right">Output</Table.Th>
          <Table.Th>For</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {units.map((unit) => (
          <Unit key={unit} unit={unit} version={version} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Unit({ unit, version }: { unit: string; version: Version }) {
  const per = perOf(unit);
  const told = (side: "input_price" | "output_price") =>
    exactMoney(priceAt(version.units[unit]?.[side] ?? "0", per));
  return (
    <Table.Tr>
      <Table.Td>{unit}</Table.Td>
      <Table.Td className="number">{told("input_price")}</Table.Td>
      <Table.Td className="number">{told("output_price")}</Table.Td>
      <Table.Td>{per === 1 ? words.perUnit : words.perMillion}</Table.Td>
    </Table.Tr>
  );
}
