/** The answer: drawn, and row by row with its total; a row leads to its requests. */

import { Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { type Answer, type Question, type Row, rowsOf, totalsOf } from "../../api/questions";
import type { ChartHandle } from "../../charts/Chart";
import { TimeSeries } from "../../charts/TimeSeries";
import { Card } from "../../parts/Card";
import { SmallChoice } from "../../parts/Choice";
import { DataTable } from "../../parts/DataTable";
import { Uncertain } from "../../parts/Honest";
import { ShareMenu } from "../../parts/ShareMenu";
import { usePath } from "../../state/application";
import type { View } from "../../state/view";
import { text } from "../../text/en";
import { metricText } from "../../text/metrics";
import { Bars, MOST_BARS } from "./Bars";
import { answerColumns, unitOfColumn } from "./columns";
import { requestsOf } from "./drill";
import type { Query } from "./query";
import { words } from "./words";

interface ResultProps {
  view: View;
  query: Query;
  question: Question;
  answer: Answer;
  /** What the answer is called: the report's name. */
  name: string;
}

export function Result(props: ResultProps) {
  const { answer, query } = props;
  const drawable = answer.columns.some((column) => column.kind === "time") || query.by.length > 0;
  return (
    <>
      {drawable && <Drawn {...props} />}
      <Rows {...props} />
    </>
  );
}

function Drawn({ view, query, question, answer, name }: ResultProps) {
  const chart = useRef<ChartHandle>(null);
  const wanted = view.get("draw");
  const metric = query.metrics.find((one) => one === wanted) ?? (query.metrics[0] as string);
  const overTime = answer.columns.some((column) => column.kind === "time");
  const many = !overTime && answer.rows.length > MOST_BARS;
  return (
    <Card
      title={words.chart}
      about={many ? words.bars(MOST_BARS) : metricText(metric).meaning}
      actions={
        <>
          <SmallChoice
            aria-label={words.draw}
            size="xs"
            w={180}
            allowDeselect={false}
            className="no-print"
            data={query.metrics.map((value) => ({ value, label: metricText(value).label }))}
            value={metric}
            onChange={(draw) => view.set({ draw }, true)}
          />
          <ShareMenu name={`${name} chart`} question={question} chart={chart} />
        </>
      }
    >
      {overTime ? (
        <TimeSeries answer={answer} metric={metric} height={300} ref={chart} />
      ) : (
        <Bars answer={answer} metric={metric} unit={unitOfColumn(answer, metric)} ref={chart} />
      )}
    </Card>
  );
}

function Rows({ view, query, question, answer, name }: ResultProps) {
  const navigate = useNavigate();
  const path = usePath();
  const rows = rowsOf(answer);
  const open = (row: Row) => {
    const search = requestsOf(row, answer, view);
    if (search) void navigate({ to: path("/requests"), search: search as never });
  };
  return (
    <Card
      title={words.table}
      about={
        <>
          <Text size="sm" component="span" mr="sm">
            {words.rowsMeaning}
          </Text>
          <Uncertain meta={answer.meta} />
        </>
      }
      actions={<ShareMenu name={name} question={question} />}
      flush
    >
      <DataTable
        name={words.answer}
        columns={answerColumns(answer, totalsOf(answer), view.zone)}
        rows={rows}
        keyOf={(row) => JSON.stringify(row)}
        order={query.order}
        onOrder={(order) => view.set({ order }, true)}
        onOpen={open}
        height={640}
      />
      {answer.rows_overlap && <p className="quiet table-note">{text.overlap}</p>}
    </Card>
  );
}
