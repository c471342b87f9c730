/** The reports of the application, and the way to another. */

import { Button, NavLink, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Card } from "../../parts/Card";
import { Waiting } from "../../parts/Honest";
import { useApplicationId, usePath } from "../../state/application";
import { searchOf } from "./query";
import { useReports } from "./reports";
import { words } from "./words";

export function ReportList({ open }: { open: string | undefined }) {
  const reports = useReports(useApplicationId());
  const path = usePath();
  return (
    <Card
      title={words.reports}
      actions={
        <Button component={Link} to={path("/query")} size="compact-sm" variant="subtle">
          {words.newQuery}
        </Button>
      }
    >
      <Waiting of={reports} height={120}>
        {(found) =>
          found.length === 0 ? (
            <Text size="sm" className="quiet">
              {words.noReports}
            </Text>
          ) : (
            <Stack component="nav" gap={2} aria-label={words.reports}>
              {found.map((report) => (
                <NavLink
                  key={report.report_id}
                  component={Link}
                  to={path("/query")}
                  search={searchOf(report) as never}
                  label={report.name}
                  description={report.range}
                  active={report.report_id === open}
                  aria-current={report.report_id === open ? "page" : undefined}
                  style={{ borderRadius: 8 }}
                />
              ))}
            </Stack>
          )
        }
      </Waiting>
    </Card>
  );
}
