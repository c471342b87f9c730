/** Numbers as the portal shows them: readable, the exact one on asking, and a way to what is behind. */

import { Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Cell } from "../api/questions";
import { change, exactMoney, figure, money } from "../format";
import { metricText } from "../text/metrics";
import { Meaning } from "./Meaning";
import { useKnownSince } from "./useKnownSince";

/** An amount, rounded for reading; the tooltip has every digit. */
export function Money({ amount }: { amount: Cell | undefined }) {
  return (
    <span
      title={amount === null || amount === undefined ? "not known" : exactMoney(amount)}
      data-amount={amount ?? ""}
    >
      {money(amount)}
    </span>
  );
}

/** A figure in its unit; money with every digit behind it. */
export function Figure({ value, unit }: { value: Cell | undefined; unit: string | undefined }) {
  return unit === "usd" ? <Money amount={value} /> : <span>{figure(value, unit)}</span>;
}

interface ChangeProps {
  ratio: Cell | undefined;
  metric: string;
  /** Where the time it is held against begins; nothing is shown when that was before the first request. */
  since?: string | undefined;
}

/** How much a figure moved, coloured by which way is better; grey when nobody said. */
export function Change({ ratio, metric, since }: ChangeProps) {
  const known = useKnownSince(since);
  if (ratio === null || ratio === undefined || !known) return null;
  const better = metricText(metric).better;
  const up = Number(ratio) > 0;
  const good = better === undefined || Number(ratio) === 0 ? undefined : up === (better === "higher");
  const colour = good === undefined ? "var(--quiet)" : good ? "var(--good)" : "var(--bad)";
  return (
    <Text component="span" size="sm" style={{ color: colour, whiteSpace: "nowrap" }}>
      {change(ratio)}
      <span className="visually-hidden">
        {good === undefined ? "" : good ? " (better)" : " (worse)"} against the time before
      </span>
    </Text>
  );
}

export interface StatProps {
  metric: string;
  value: Cell | undefined;
  unit: string | undefined;
  changed?: Cell | undefined;
  /** Where the time it is held against begins. */
  since?: string | undefined;
  /** Where the rows behind the number are. */
  to?: string;
  search?: Record<string, unknown> | ((before: Record<string, unknown>) => Record<string, unknown>);
  children?: ReactNode;
}

/** One number of a page's head: its name, itself, how it moved; pressed, it leads to the rows behind it. */
export function Stat({ metric, value, unit, changed, since, to, search, children }: StatProps) {
  const told = metricText(metric);
  const number = (
    <Text component="span" size="xl" fw={600} data-metric={metric}>
      <Figure value={value} unit={told.unit ?? unit} />
    </Text>
  );
  return (
    <Stack className="card" px="sm" py="md" gap={4} miw={150} style={{ flex: "1 1 150px" }}>
      <Meaning meaning={told.meaning} width={260} position="top-start">
        <Text size="sm" className="quiet" w="fit-content">
          {told.label}
        </Text>
      </Meaning>
      <Group gap={6} align="baseline" mt="auto">
        {to ? (
          <Link to={to} search={(search ?? true) as never} className="plain-link">
            {number}
          </Link>
        ) : (
          number
        )}
        <Change ratio={changed} metric={metric} since={since} />
      </Group>
      {children}
    </Stack>
  );
}
