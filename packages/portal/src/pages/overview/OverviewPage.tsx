/** The page that is opened every morning: what we spend, on what, and whether all is well. */

import { SimpleGrid } from "@mantine/core";
import type { AsksFirst } from "../../ahead";
import { AfterFirstEvent } from "../../parts/FirstEvent";
import { PageHeader } from "../../parts/PageHeader";
import { headQuestions, Stats } from "../../parts/Stats";
import { useView } from "../../state/view";
import { FailuresCard } from "./FailuresCard";
import { HEADLINES } from "./headlines";
import { KpisCard } from "./KpisCard";
import { LimitsCard } from "./LimitsCard";
import { SpendCard } from "./SpendCard";
import { TopCard } from "./TopCard";
import { words } from "./words";

export const asksFirst: AsksFirst = (view) => headQuestions(view, HEADLINES);

export default function OverviewPage() {
  const view = useView();
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view} />
      <AfterFirstEvent>
        <Stats view={view} headlines={HEADLINES} />
        <SpendCard view={view} />
        <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md" verticalSpacing={0}>
          <TopCard view={view} by="use_case" title={words.useCases} legend />
          <TopCard view={view} by="user" title={words.users} />
          <TopCard view={view} by="resource" title={words.resources} />
        </SimpleGrid>
        <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md" verticalSpacing={0}>
          <KpisCard view={view} />
          <LimitsCard />
          <FailuresCard view={view} />
        </SimpleGrid>
      </AfterFirstEvent>
    </>
  );
}
