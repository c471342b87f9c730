/** One KPI: whether its goal is met, over time and by version, and how its scores are spread. */

import { Anchor, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ENOUGH, figuresIn, type KpiFigures, kpiMetrics, standingOf } from "../../api/kpis";
import { totalsOf, useQuestion } from "../../api/questions";
import { type Kpi, kpisQuery } from "../../api/useCases";
import { count, percent } from "../../format";
import { carried } from "../../frame/carried";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { useApplicationId, useIsOwner, usePath } from "../../state/application";
import { useView, type View } from "../../state/view";
import { Mark } from "./Mark";
import { OverTime } from "./OverTime";
import { scoreQuestion } from "./questions";
import { Split } from "./Split";
import { Spread } from "./Spread";
import { intervalText, scoreText, TYPES } from "./scores";
import { words } from "./words";

const KpiForm = later(async () => (await import("./KpiForm")).default);
const DeleteKpi = later(async () => (await import("./DeleteKpi")).default);

export default function KpiPage() {
  const view = useView();
  const app = useApplicationId();
  const params = useParams({ strict: false }) as { useCase?: string; kpi?: string };
  const [useCase, name] = [params.useCase ?? "", params.kpi ?? ""];
  const found = useQuery(kpisQuery(app, useCase));
  return (
    <Waiting of={found} height={400}>
      {(kpis) => {
        const kpi = kpis.find((one) => one.name === name);
        return kpi ? (
          <Known view={view} useCase={useCase} kpi={kpi} />
        ) : (
          <Text>{words.gone(name, useCase)}</Text>
        );
      }}
    </Waiting>
  );
}

interface KnownProps {
  view: View;
  useCase: string;
  kpi: Kpi;
}

function Known({ view, useCase, kpi }: KnownProps) {
  const path = usePath();
  const owner = useIsOwner();
  const close = () => view.set({ form: null }, true);
  const form = owner ? view.get("form") : undefined;
  return (
    <>
      <Anchor component={Link} to={path("/kpis")} search={carried as never} size="sm">
        ‹ {words.title}
      </Anchor>
      <PageHeader title={kpi.name} answers={kpi.description} view={view}>
        {owner && (
          <>
            <Button variant="default" onClick={() => view.set({ form: "edit" })}>
              Edit
            </Button>
            <Button variant="default" onClick={() => view.set({ form: "delete" })}>
              Delete
            </Button>
          </>
        )}
      </PageHeader>
      <Head view={view} useCase={useCase} kpi={kpi} />
      <OverTime view={view} useCase={useCase} kpi={kpi} />
      <Split view={view} useCase={useCase} kpi={kpi} />
      <Spread view={view} useCase={useCase} kpi={kpi} />
      {form === "edit" && <KpiForm useCase={useCase} known={kpi} close={close} />}
      {form === "delete" && <DeleteKpi useCase={useCase} kpi={kpi} close={close} />}
    </>
  );
}

function Head({ view, useCase, kpi }: KnownProps) {
  const app = useApplicationId();
  const found = useQuestion({ ...scoreQuestion(view, useCase), metrics: kpiMetrics([kpi.name]) }, app);
  return (
    <Waiting of={found} height={90}>
      {(answer) => <Standing useCase={useCase} kpi={kpi} figures={figuresIn(totalsOf(answer), kpi.name)} />}
    </Waiting>
  );
}

function Standing({ useCase, kpi, figures }: { useCase: string; kpi: Kpi; figures: KpiFigures }) {
  const path = usePath();
  const standing = standingOf(kpi, figures);
  const facts: [string, string][] = [
    [words.interval, intervalText(kpi, figures)],
    ["Goal", scoreText(kpi, figures.goal ?? kpi.goal)],
    ["Attainment", percent(figures.attainment)],
    ["Scores", count(figures.n)],
    ["Coverage", percent(figures.coverage)],
    ["Type", TYPES[kpi.kpi_type]],
    [
      "Better is",
      kpi.direction ?? (kpi.kpi_type === "number" ? "not set" : "higher, as nothing else is set"),
    ],
  ];
  return (
    <Group className="card" p="md" mb="md" gap="xl" align="flex-end">
      <div>
        <Mark standing={standing} />
        <Text size="2rem" fw={650} lh={1.2} data-kpi={kpi.name}>
          {figures.text ?? "–"}
        </Text>
      </div>
      {facts.map(([label, fact]) => (
        <div key={label}>
          <Text size="sm" className="quiet">
            {label}
          </Text>
          <Text fw={600}>{fact}</Text>
        </div>
      ))}
      <Anchor
        component={Link}
        size="sm"
        to={path(`/use-cases/${encodeURIComponent(useCase)}`)}
        search={carried as never}
      >
        {useCase}
      </Anchor>
      {figures.n > 0 && figures.n < ENOUGH && <Text className="quiet">{words.few(figures.n)}</Text>}
    </Group>
  );
}
