/** Query Builder: any question, its answer as chart and rows, and named reports that keep it. */

import { Button, Grid } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { type Question, useQuestion } from "../../api/questions";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { failed } from "../../parts/notices";
import { PageHeader } from "../../parts/PageHeader";
import { useApplicationId, useIsOwner } from "../../state/application";
import { useView, type View } from "../../state/view";
import { expressionOf, queryOf, savedQuestion, searchOf } from "./query";
import { ReportList } from "./ReportList";
import { Result } from "./Result";
import { type NewReport, type Report, useReportActs, useReports } from "./reports";
import { words } from "./words";

const Builder = later(async () => (await import("./Builder")).Builder, { height: 250 });
const ReportCard = later(async () => (await import("./ReportCard")).ReportCard, { height: 120 });
const PrintView = later(async () => (await import("./PrintView")).PrintView, { height: 420 });

export default function QueryPage() {
  const view = useView();
  const app = useApplicationId();
  const query = queryOf(view);
  const question: Question = { ...view.question, ...query };
  const answer = useQuestion(question, app);
  const report = useOpenReport(view);
  const acts = useReportActs(app);
  const name = report?.name ?? words.unnamed;
  if (view.get("print") !== undefined)
    return <Waiting of={answer}>{(found) => <PrintView view={view} answer={found} name={name} />}</Waiting>;
  const draft = { name, question: savedQuestion(query, view), range: expressionOf(view) };
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view}>
        {report === undefined && <SaveAs draft={draft} make={acts.make} />}
        <Button variant="default" onClick={() => view.set({ print: "yes" })}>
          {words.print}
        </Button>
      </PageHeader>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 3 }}>
          <ReportList open={report?.report_id} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 9 }}>
          {report && <ReportCard key={report.report_id} report={report} draft={draft} acts={acts} />}
          <Builder view={view} query={query} />
          <Waiting of={answer} height={420}>
            {(found) => <Result view={view} query={query} question={question} answer={found} name={name} />}
          </Waiting>
        </Grid.Col>
      </Grid>
    </>
  );
}

/**
 * The report that the URL names. A link that names nothing but the report is completed with its question; its range
 * is written as the report keeps it, so that page and report always show the same.
 */
function useOpenReport(view: View): Report | undefined {
  const named = view.get("report");
  const navigate = useNavigate();
  const report = useReports(useApplicationId()).data?.find((one) => one.report_id === named);
  const bare = report !== undefined && view.get("metrics") === undefined;
  const expression = expressionOf(view);
  useEffect(() => {
    if (bare) void navigate({ to: ".", search: searchOf(report) as never, replace: true });
    else if (report && view.range !== expression) view.set({ range: expression }, true);
  }, [bare, report, expression, view, navigate]);
  return bare ? undefined : report;
}

interface SaveAsProps {
  draft: NewReport;
  make: (report: NewReport) => Promise<Report>;
}

function SaveAs({ draft, make }: SaveAsProps) {
  const navigate = useNavigate();
  const save = async () => {
    const report = await make(draft);
    await navigate({ to: ".", search: searchOf(report) as never });
  };
  return useIsOwner() && <Button onClick={() => save().catch(failed)}>{words.save}</Button>;
}
