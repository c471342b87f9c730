/** Which goals are met and which are missed, the missed first. */

import { Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type KpiOfUseCase, type Standing, standingOf, useEveryKpi } from "../../api/kpis";
import { carried } from "../../frame/carried";
import { Card } from "../../parts/Card";
import { useApplicationId, usePath } from "../../state/application";
import type { View } from "../../state/view";
import { Mark } from "../kpis/Mark";
import { scoreText } from "../kpis/scores";
import { type KpiStand, useStands } from "../kpis/useStands";
import { words } from "./words";

const FIRST: readonly Standing[] = ["missed", "undirected", "few", "met", "none"];
const SHOWN = 6;

export function KpisCard({ view }: { view: View }) {
  const path = usePath();
  const kpis = useEveryKpi(useApplicationId());
  const stands = useStands(view, kpis ?? []);
  return (
    <Card title={words.kpis}>
      {kpis?.length === 0 ? (
        <Text className="quiet">{words.noKpis}</Text>
      ) : (
        kpis && stands && <Standings stood={kpis.map((one) => ({ one, stand: stands(one) }))} />
      )}
      <Text size="sm" mt="sm">
        <Link to={path("/kpis")} search={carried as never}>
          {words.allKpis}
        </Link>
      </Text>
    </Card>
  );
}

interface Stood {
  one: KpiOfUseCase;
  stand: KpiStand;
}

function Standings({ stood }: { stood: readonly Stood[] }) {
  const path = usePath();
  const judged = stood.map((each) => ({ ...each, standing: standingOf(each.one.kpi, each.stand.figures) }));
  const number = (standing: Standing) => judged.filter((each) => each.standing === standing).length;
  const [met, missed] = [number("met"), number("missed")];
  const ordered = judged.toSorted(
    (left, right) => FIRST.indexOf(left.standing) - FIRST.indexOf(right.standing),
  );
  return (
    <Stack gap="xs">
      <Text size="sm" className="quiet">
        {words.kpiCount(met, missed, judged.length - met - missed)}
      </Text>
      {ordered.slice(0, SHOWN).map(({ one, stand, standing }) => (
        <Group key={`${one.useCase} ${one.kpi.name}`} justify="space-between" wrap="nowrap">
          <div className="name">
            <Link
              to={path(`/kpis/${encodeURIComponent(one.useCase)}/${encodeURIComponent(one.kpi.name)}`)}
              search={carried as never}
              className="plain-link"
            >
              {one.kpi.name}
            </Link>
            <Group gap={0} wrap="nowrap">
              <Text size="xs" className="quiet name">
                {one.useCase}
              </Text>
              <Text size="xs" className="quiet number">
                , n = {stand.figures?.n ?? 0}
              </Text>
            </Group>
          </div>
          <Stack gap={0} align="flex-end">
            <Mark standing={standing} />
            <Text size="xs" className="quiet number">
              {stand.figures?.text ?? "–"}, goal {scoreText(one.kpi, stand.figures?.goal ?? one.kpi.goal)}
            </Text>
          </Stack>
        </Group>
      ))}
    </Stack>
  );
}
