/** The table of all KPIs. */

import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type KpiOfUseCase, standingOf } from "../../api/kpis";
import { count, percent } from "../../format";
import { carried } from "../../frame/carried";
import { DataTable, type TableColumn } from "../../parts/DataTable";
import { usePath } from "../../state/application";
import { Mark } from "./Mark";
import { intervalText, scoreText } from "./scores";
import { Trend } from "./Trend";
import type { KpiStand } from "./useStands";
import { words } from "./words";

interface BoardProps {
  kpis: readonly KpiOfUseCase[];
  /** undefined: the figures are on their way. */
  stands: ((one: KpiOfUseCase) => KpiStand) | undefined;
  open: (one: KpiOfUseCase) => void;
}

export function Board({ kpis, stands, open }: BoardProps) {
  const path = usePath();
  const figuresOf = (one: KpiOfUseCase) => stands?.(one).figures;
  const columns: TableColumn<KpiOfUseCase>[] = [
    {
      id: "kpi",
      label: "KPI",
      cell: ({ useCase, kpi }) => (
        <Link
          to={path(`/kpis/${encodeURIComponent(useCase)}/${encodeURIComponent(kpi.name)}`)}
          search={carried as never}
          className="plain-link"
          title={kpi.description}
        >
          {kpi.name}
        </Link>
      ),
    },
    { id: "use_case", label: "Use case", cell: (one) => one.useCase },
    {
      id: "standing",
      label: "Standing",
      cell: (one) => stands && <Mark standing={standingOf(one.kpi, figuresOf(one))} />,
    },
    {
      id: "value",
      label: "Current",
      numeric: true,
      cell: (one) => <strong data-kpi={one.kpi.name}>{figuresOf(one)?.text ?? "–"}</strong>,
    },
    {
      id: "interval",
      label: words.interval,
      meaning: words.intervalMeaning,
      numeric: true,
      cell: (one) => <span data-interval={one.kpi.name}>{intervalText(one.kpi, figuresOf(one))}</span>,
    },
    {
      id: "goal",
      label: "Goal",
      numeric: true,
      cell: (one) => scoreText(one.kpi, figuresOf(one)?.goal ?? one.kpi.goal),
    },
    {
      id: "attainment",
      label: "Attainment",
      meaning: "Value divided by goal; goal by value where lower is better. Unknown without a direction.",
      numeric: true,
      cell: (one) => percent(figuresOf(one)?.attainment),
    },
    {
      id: "trend",
      label: "Trend",
      cell: (one) => (
        <Trend
          points={stands?.(one).points ?? []}
          goal={Number(one.kpi.goal)}
          label={`${one.kpi.name} of ${one.useCase} over time`}
        />
      ),
    },
    {
      id: "coverage",
      label: "Coverage",
      meaning: words.coverage,
      numeric: true,
      cell: (one) => percent(figuresOf(one)?.coverage),
    },
    { id: "n", label: "Scores", numeric: true, cell: (one) => count(figuresOf(one)?.n ?? 0) },
  ];
  return (
    <DataTable
      name="All KPIs"
      columns={columns}
      rows={kpis}
      keyOf={({ useCase, kpi }) => `${useCase} ${kpi.name}`}
      onOpen={open}
      empty={<Text className="quiet">{words.none}</Text>}
    />
  );
}
