/** How often each score of a scale was given: a row and a bar for each, which leads to the instances. */

import { Anchor, Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Distribution, filtersOfBin } from "../../api/histograms";
import type { Filter } from "../../api/questions";
import type { Kpi } from "../../api/useCases";
import { count } from "../../format";
import classes from "./ScoreBars.module.css";

interface ScoreBarsProps {
  answer: Distribution;
  kpi: Kpi;
  /** The address of the instances that filters find. */
  behind: (filters: Filter[]) => { to: string; search: Record<string, unknown> };
}

export function ScoreBars({ answer, kpi, behind }: ScoreBarsProps) {
  const most = Math.max(1, ...answer.counts);
  return (
    <Table verticalSpacing={4} withRowBorders={false} aria-label={`Scores of ${kpi.name}`}>
      <Table.Thead className="visually-hidden">
        <Table.Tr>
          <Table.Th>Score</Table.Th>
          <Table.Th>Instances</Table.Th>
          <Table.Th>Bar</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {answer.counts.map((counted, place) => {
          const { to, search } = behind(filtersOfBin(answer, place));
          const name = scoreName(kpi, answer, place);
          return (
            <Table.Tr key={name} data-score={name}>
              <Table.Th scope="row" className={classes.name}>
                {name}
              </Table.Th>
              <Table.Td className={classes.count}>
                <Anchor component={Link} size="sm" to={to} search={search as never}>
                  {count(counted)}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <div className={classes.bar} style={{ width: `${(100 * counted) / most}%` }} aria-hidden />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

/** The whole score in the middle of a bin; of a yes or no its word. */
function scoreName(kpi: Kpi, answer: Distribution, place: number): string {
  const score = Number(answer.edges[place]) + 0.5;
  return kpi.kpi_type === "boolean" ? (score === 0 ? "no" : "yes") : String(score);
}
