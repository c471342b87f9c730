/** The KPIs of a use case as cards: where each stands, against which goal, of how many instances. */

import { Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { standingOf } from "../../api/kpis";
import { type Kpi, kpisQuery } from "../../api/useCases";
import { count, percent } from "../../format";
import { carried } from "../../frame/carried";
import { Card } from "../../parts/Card";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { useApplicationId, useIsOwner, usePath } from "../../state/application";
import type { View } from "../../state/view";
import { Mark } from "./Mark";
import { intervalText, scoreText } from "./scores";
import { Trend } from "./Trend";
import { type KpiStand, useStands } from "./useStands";
import { words } from "./words";

const KpiForm = later(async () => (await import("./KpiForm")).default);

export function KpiCards({ view, useCase }: { view: View; useCase: string }) {
  const app = useApplicationId();
  const owner = useIsOwner();
  const found = useQuery(kpisQuery(app, useCase));
  const adding = view.get("form") === "kpi";
  return (
    <Card
      title={words.title}
      actions={
        owner && (
          <Button size="compact-sm" variant="subtle" onClick={() => view.set({ form: "kpi" })}>
            {words.create}
          </Button>
        )
      }
    >
      <Waiting of={found}>
        {(kpis) =>
          kpis.length === 0 ? (
            <Text className="quiet">{words.none}</Text>
          ) : (
            <Cards view={view} useCase={useCase} kpis={kpis} />
          )
        }
      </Waiting>
      {owner && adding && <KpiForm useCase={useCase} close={() => view.set({ form: null }, true)} />}
    </Card>
  );
}

function Cards({ view, useCase, kpis }: { view: View; useCase: string; kpis: Kpi[] }) {
  const listed = kpis.map((kpi) => ({ useCase, kpi }));
  const stands = useStands(view, listed);
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md">
      {listed.map((one) => (
        <KpiCard key={one.kpi.name} useCase={useCase} kpi={one.kpi} stand={stands?.(one)} />
      ))}
    </SimpleGrid>
  );
}

function KpiCard({ useCase, kpi, stand }: { useCase: string; kpi: Kpi; stand: KpiStand | undefined }) {
  const path = usePath();
  const figures = stand?.figures;
  return (
    <Stack gap={6} p="md" style={{ border: "1px solid var(--line)", borderRadius: 10 }}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Link
          to={path(`/kpis/${encodeURIComponent(useCase)}/${encodeURIComponent(kpi.name)}`)}
          search={carried as never}
          className="plain-link"
          title={kpi.description}
        >
          <Text fw={600}>{kpi.name}</Text>
        </Link>
        <Mark standing={standingOf(kpi, figures)} />
      </Group>
      <Group justify="space-between" wrap="nowrap" align="flex-end">
        <Text size="xl" fw={600} data-kpi={kpi.name}>
          {figures?.text ?? "–"}
        </Text>
        <Trend points={stand?.points ?? []} goal={Number(kpi.goal)} label={`${kpi.name} over time`} />
      </Group>
      <Text size="sm" className="quiet" title={words.intervalMeaning}>
        {words.interval} {intervalText(kpi, figures)}
      </Text>
      <Text size="sm" className="quiet">
        Goal {scoreText(kpi, figures?.goal ?? kpi.goal)}
        {figures?.attainment != null && ` · ${percent(figures.attainment)} of it`}
      </Text>
      <Text size="sm" className="quiet" title={words.coverage}>
        {count(figures?.n ?? 0)} scores
        {figures?.coverage != null && `, ${percent(figures.coverage)} of the instances`}
      </Text>
    </Stack>
  );
}
