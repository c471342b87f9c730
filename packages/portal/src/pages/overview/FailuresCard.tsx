/** What fails most, by status and by meaning. */

import { Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Question, rowsOf, useQuestion } from "../../api/questions";
import { count } from "../../format";
import { carried } from "../../frame/carried";
import { Card } from "../../parts/Card";
import { Change } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import { FAILED, filtersOfRow, searchOf, together } from "../../state/behind";
import type { View } from "../../state/view";
import { words } from "./words";

const TOP = 5;
const DIMENSION = "status";

export function FailuresCard({ view }: { view: View }) {
  const path = usePath();
  const question: Question = {
    ...view.question,
    filters: [...view.filters, FAILED],
    metrics: ["failures"],
    by: [DIMENSION],
    top: TOP,
    compare: "previous",
  };
  const found = useQuestion(question, useApplicationId());
  return (
    <Card title={words.failures} actions={<ShareMenu name={words.failures} question={question} />}>
      <Waiting of={found} height={120}>
        {(answer) => (
          <Stack gap="xs">
            {rowsOf(answer).map((row) => (
              <Group key={String(row[DIMENSION])} justify="space-between" wrap="nowrap">
                <Text component="span">Status {row[DIMENSION]}</Text>
                <Group gap="xs" wrap="nowrap">
                  <Change ratio={row["failures.change"]} metric="failures" since={answer.compare?.from} />
                  <Link
                    to={path("/requests")}
                    search={
                      searchOf(
                        view,
                        together(view, [FAILED, ...filtersOfRow(row, [DIMENSION], rowsOf(answer))]),
                      ) as never
                    }
                    className="plain-link"
                  >
                    {count(row.failures)}
                  </Link>
                </Group>
              </Group>
            ))}
            {answer.rows.length === 0 && <Text className="quiet">{words.noFailures}</Text>}
          </Stack>
        )}
      </Waiting>
      <Text size="sm" mt="sm">
        <Link to={path("/failures")} search={carried as never}>
          {words.allFailures}
        </Link>
      </Text>
    </Card>
  );
}
