/** A row of figures against the time before, asked in parts: those that add up are there at once. */

import { Group } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Answer, type Question, totalsOf, unitOf, useQuestion } from "../api/questions";
import { Stat, type StatProps } from "./Figure";
import { Waiting } from "./Honest";

/** What the server tells apart or puts in order takes it five times as long as what it adds up. */
const SLOW = /^(instances|users|accounts|(p\d+|min|max)\(.*\))$|_per_(instance|user|account)$/;

interface Part {
  metrics: readonly string[];
  answer: UseQueryResult<Answer>;
}

/** The questions about figures: what adds up, and what takes longer; null where there is none of a kind. */
export function figureQuestions(
  about: Omit<Question, "metrics"> | null,
  metrics: readonly string[],
): [Question | null, Question | null] {
  const compared = (isSlow: boolean): Question | null => {
    const some = metrics.filter((one) => SLOW.test(one) === isSlow);
    return about && some.length > 0 ? { ...about, metrics: some, compare: "previous" } : null;
  };
  return [compared(false), compared(true)];
}

/** The metrics in parts, each with its answer; the part of the first metric comes first. */
export function useFigures(
  about: Omit<Question, "metrics"> | null,
  metrics: readonly string[],
  application?: string,
): readonly Part[] {
  const [quick, slow] = figureQuestions(about, metrics);
  const added = { metrics: quick?.metrics ?? [], answer: useQuestion(quick, application) };
  const ordered = { metrics: slow?.metrics ?? [], answer: useQuestion(slow, application) };
  const inOrder = slow !== null && slow.metrics[0] === metrics[0] ? [ordered, added] : [added, ordered];
  return inOrder.filter((part) => part.metrics.length > 0);
}

/** What is known about all requests of the figures, as soon as one part is there. */
export function metaOf(parts: readonly Part[]): Answer["meta"] | undefined {
  return parts.find(({ answer }) => answer.data)?.answer.data?.meta;
}

interface FiguresProps {
  parts: readonly Part[];
  /** Of the whole row while it is awaited, px. */
  height: number;
  /** What else a figure has: where it leads, and what stands below it. */
  more?: (metric: string, answer: Answer) => Pick<StatProps, "since" | "to" | "search" | "children">;
}

/** What a figure takes at least. */
const STAT_PX = 150;

export function Figures({ parts, height, more }: FiguresProps) {
  return (
    <Group gap="md" mb="md" align="stretch">
      {parts.map(({ metrics, answer }) =>
        answer.data === undefined ? (
          <Pending key={metrics.join()} count={metrics.length}>
            <Waiting of={answer} height={height}>
              {() => null}
            </Waiting>
          </Pending>
        ) : (
          metrics.map((metric) => (
            <Told key={metric} metric={metric} answer={answer.data} {...more?.(metric, answer.data)} />
          ))
        ),
      )}
    </Group>
  );
}

type ToldProps = Omit<StatProps, "value" | "unit" | "changed"> & { answer: Answer };

function Told({ metric, answer, ...more }: ToldProps) {
  const totals = totalsOf(answer);
  return (
    <Stat
      metric={metric}
      value={totals[metric]}
      unit={unitOf(answer, metric)}
      changed={totals[`${metric}.change`]}
      {...more}
    />
  );
}

/** As wide as the figures will be, so that nothing jumps. */
function Pending({ count, children }: { count: number; children: ReactNode }) {
  return <div style={{ flex: `${count} ${count} ${count * STAT_PX}px` }}>{children}</div>;
}
