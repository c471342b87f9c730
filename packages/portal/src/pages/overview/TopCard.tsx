/** The largest causes of cost, one click from what is behind each. */

import { Group, Progress, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Answer, type Question, type Row, rowsOf, totalsOf, useQuestion } from "../../api/questions";
import { coloursOf } from "../../charts/colours";
import { dimensionsOf, nameOf } from "../../charts/timeline";
import { useDark } from "../../charts/useDark";
import { percent } from "../../format";
import { carried } from "../../frame/carried";
import { shareOf } from "../../parts/breakdown/series";
import { Card } from "../../parts/Card";
import { Change, Money } from "../../parts/Figure";
import { Waiting } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId, usePath } from "../../state/application";
import { filtersOfRow, OTHER, searchOf, together } from "../../state/behind";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { TOP } from "./top";
import { words } from "./words";

interface TopCardProps {
  view: View;
  by: "use_case" | "user" | "resource";
  title: string;
  /** Whether the rows are the series of a chart, and show its colours. */
  legend?: boolean;
}

export function TopCard({ view, by, title, legend = false }: TopCardProps) {
  const path = usePath();
  const question: Question = {
    ...view.question,
    metrics: ["cost"],
    by: [by],
    top: TOP,
    compare: "previous",
  };
  const found = useQuestion(question, useApplicationId());
  return (
    <Card title={title} actions={<ShareMenu name={title} question={question} />}>
      <Waiting of={found} height={230}>
        {(answer) => (
          <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
            {rowsOf(answer).map((row) => (
              <Cause key={nameOf(row, dimensionsOf(answer))} {...{ row, answer, view, by, legend }} />
            ))}
            {answer.rows.length === 0 && <Text className="quiet">{text.nothing}</Text>}
          </Stack>
        )}
      </Waiting>
      <Text size="sm" mt="sm">
        <Link
          to={path("/cost-drivers")}
          search={((before: object) => ({ ...carried({ ...before }), by })) as never}
        >
          {words.all[by]}
        </Link>
      </Text>
    </Card>
  );
}

interface CauseProps {
  row: Row;
  answer: Answer;
  view: View;
  by: string;
  legend: boolean;
}

/** The name leads to what makes up its cost, the amount to its requests. */
function Cause({ row, answer, view, by, legend }: CauseProps) {
  const path = usePath();
  const dark = useDark();
  const colours = coloursOf(
    rowsOf(answer).map((one) => String(one[by])),
    dark,
  );
  const filters = together(view, filtersOfRow(row, dimensionsOf(answer), rowsOf(answer)));
  const share = shareOf("cost", row.cost, totalsOf(answer).cost) ?? 0;
  const name = String(row[by]);
  const within = { ...searchOf(view, filters), by: by === "use_case" ? "step" : "use_case" };
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Group gap={8} wrap="nowrap" miw={0}>
          {legend && <span className="swatch" style={{ background: colours.get(name) }} aria-hidden />}
          {name === OTHER ? (
            <Text className="quiet">{text.other}</Text>
          ) : (
            <Link to={path("/cost-drivers")} search={within as never} className="plain-link name">
              {name}
            </Link>
          )}
        </Group>
        <Group gap="xs" wrap="nowrap">
          <Change ratio={row["cost.change"]} metric="cost" since={answer.compare?.from} />
          <Link to={path("/requests")} search={searchOf(view, filters) as never} className="plain-link">
            <Money amount={row.cost} />
          </Link>
        </Group>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Progress
          value={share * 100}
          size="xs"
          flex={1}
          color={name === OTHER ? "gray" : "teal"}
          aria-label={`${name}: ${percent(share)} of the cost`}
        />
        <Text size="xs" className="quiet number" w={44}>
          {percent(share)}
        </Text>
      </Group>
    </li>
  );
}
