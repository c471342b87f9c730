/** Compare: any versions of any use cases side by side, and whether the difference is more than chance. */

import { Text } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { rowsOf, useQuestion } from "../../api/questions";
import { Card } from "../../parts/Card";
import { Waiting } from "../../parts/Honest";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { ShareMenu } from "../../parts/ShareMenu";
import { useApplicationId } from "../../state/application";
import { type Search, useView, type View } from "../../state/view";
import { sentence } from "./answer";
import { type ComparisonQuestion, useComparison } from "./comparison";
import { SidesCard } from "./SidesCard";
import { type Side, sideName, sideOf, sideText, usualSides, windowOf } from "./sides";
import { words } from "./words";

const ComparedTable = later(async () => (await import("./ComparedTable")).ComparedTable, { height: 320 });

const EVERY = 1_000;

export default function ComparePage() {
  const view = useView();
  const app = useApplicationId();
  const named = useNamedSides();
  const { from, to, zone } = view;
  const versions = useQuestion(
    { from, to, zone, metrics: ["instances"], by: ["use_case", "version"], top: EVERY },
    app,
  );
  const rows = useMemo(() => (versions.data ? rowsOf(versions.data) : []), [versions.data]);
  const sides = named.length > 1 ? named : usualSides(rows);
  const setSides = (next: Side[]) => view.set({ side: next.map(sideText) });
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view} />
      <SidesCard view={view} sides={sides} rows={rows} setSides={setSides} />
      {sides.length > 1 && <Result view={view} sides={sides} />}
      {sides.length < 2 && versions.data && <Text className="quiet">{words.noSides}</Text>}
    </>
  );
}

/** The sides that the URL names. */
function useNamedSides(): Side[] {
  const { side } = useSearch({ strict: false }) as Search;
  return useMemo(() => [side ?? []].flat().flatMap((text) => sideOf(text) ?? []), [side]);
}

function Result({ view, sides }: { view: View; sides: Side[] }) {
  const app = useApplicationId();
  const question: ComparisonQuestion = {
    sides: sides.map((side) => ({
      use_case: side.useCase,
      version: Number(side.version),
      ...windowOf(side, view),
    })),
    zone: view.zone,
    filters: view.filters.filter((filter) => filter.field !== "use_case" && filter.field !== "version"),
  };
  const found = useComparison(question, app);
  const names = sides.map(sideName);
  return (
    <Waiting of={found} height={480}>
      {(rows) => (
        <>
          {sides.slice(1).map((side, place) => (
            <Text key={sideText(side)} size="lg" fw={550} mb="md" data-answer>
              {sentence(rows, names, place)}
            </Text>
          ))}
          <Card
            title={words.table}
            about={words.tableMeaning}
            actions={<ShareMenu name="Comparison" path="/comparisons" body={question} formats={["json"]} />}
            flush
          >
            <ComparedTable rows={rows} names={names} />
          </Card>
        </>
      )}
    </Waiting>
  );
}
