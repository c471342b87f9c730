/** KPIs: every goal of every use case, and where it stands. */

import { Button, Text } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type KpiOfUseCase, type Standing, standingOf, useEveryKpi } from "../../api/kpis";
import { carried } from "../../frame/carried";
import { Card } from "../../parts/Card";
import { PageHeader } from "../../parts/PageHeader";
import { useApplicationId, usePath } from "../../state/application";
import { useView, type View } from "../../state/view";
import { text } from "../../text/en";
import { Board } from "./Board";
import { useStands } from "./useStands";
import { STANDINGS, words } from "./words";

export default function KpisPage() {
  const view = useView();
  const path = usePath();
  const app = useApplicationId();
  const useCase = view.get("use_case");
  const every = useEveryKpi(app);
  const listed = every?.filter((one) => useCase === undefined || one.useCase === useCase);
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view}>
        {useCase && (
          <Button variant="default" onClick={() => view.set({ use_case: null })}>
            Of {useCase} only ×
          </Button>
        )}
        <Button
          variant="default"
          renderRoot={(props) => <Link {...props} to={path("/compare")} search={carried as never} />}
        >
          Compare
        </Button>
      </PageHeader>
      {listed === undefined ? (
        <Text className="quiet">{text.loading}</Text>
      ) : (
        <Stands view={view} kpis={listed} />
      )}
    </>
  );
}

function Stands({ view, kpis }: { view: View; kpis: KpiOfUseCase[] }) {
  const path = usePath();
  const navigate = useNavigate();
  const stands = useStands(view, kpis);
  const open = ({ useCase, kpi }: KpiOfUseCase) =>
    void navigate({
      to: path(`/kpis/${encodeURIComponent(useCase)}/${encodeURIComponent(kpi.name)}`),
      search: carried as never,
    });
  const summary = stands && sentence(kpis.map((one) => standingOf(one.kpi, stands(one).figures)));
  return (
    <Card title={words.board} about={summary} flush>
      <Board kpis={kpis} stands={stands} open={open} />
    </Card>
  );
}

/** `2 met, 1 missed, 1 direction not set`. */
export function sentence(standings: readonly Standing[]): string {
  return (Object.keys(STANDINGS) as Standing[])
    .map((standing) => ({ standing, n: standings.filter((one) => one === standing).length }))
    .filter(({ n }) => n > 0)
    .map(({ standing, n }) => `${n} ${STANDINGS[standing].label}`)
    .join(", ");
}
