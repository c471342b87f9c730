/** The head of a page: its name, what it answers, and over what. */

import { Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { instant } from "../format";
import { useApplication } from "../state/application";
import type { View } from "../state/view";
import { FilterBar } from "./FilterBar";
import { RangePicker } from "./RangePicker";
import { SavedViews } from "./SavedViews";

interface PageHeaderProps {
  title: string;
  /** The question that the page answers. */
  answers?: string;
  /** Absent on pages without a range of time. */
  view?: View;
  /** Buttons of the page. */
  children?: ReactNode;
}

export function PageHeader({ title, answers, view, children }: PageHeaderProps) {
  const application = useApplication();
  useDocumentTitle([title, application?.name, "Assay"].filter(Boolean).join(" · "));
  return (
    <Stack component="header" gap="xs" mb="md">
      <Group justify="space-between" align="flex-start">
        <div style={{ flex: "1 1 280px" }}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {answers && <Text className="quiet">{answers}</Text>}
          {view && (
            <Text className="print-only">
              {instant(view.from, view.zone)} until {instant(view.to, view.zone)}, {view.zone}
            </Text>
          )}
        </div>
        <Group gap="xs" maw="100%" className="no-print">
          {children}
          {view && <SavedViews />}
          {view && <RangePicker view={view} />}
        </Group>
      </Group>
      {view && <FilterBar view={view} />}
    </Stack>
  );
}
