/** The name of a use case with what is special about it. */

import { Badge, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { carried } from "../../frame/carried";
import { Meaning } from "../../parts/Meaning";
import { usePath } from "../../state/application";
import type { UseCaseRow } from "./figures";
import { words } from "./words";

export function NameCell({ row }: { row: UseCaseRow }) {
  const path = usePath();
  return (
    <Group gap={8} wrap="nowrap">
      <Link
        to={path(`/use-cases/${encodeURIComponent(row.name)}`)}
        search={carried as never}
        className="plain-link"
      >
        {row.name}
      </Link>
      <UseCaseTags row={row} />
    </Group>
  );
}

export function UseCaseTags({ row: { definition } }: { row: Pick<UseCaseRow, "definition"> }) {
  if (definition === undefined)
    return <Tag label={words.notDefined} meaning={words.notDefinedMeaning} color="gray" />;
  return (
    <>
      {definition.logging_enabled && (
        <Tag label={words.logging} meaning={words.loggingMeaning} color="green" />
      )}
      {definition.auto_created && (
        <Tag label={words.autoCreated} meaning={words.autoCreatedMeaning} color="gray" />
      )}
    </>
  );
}

function Tag({ label, meaning, color }: { label: string; meaning: string; color: string }) {
  return (
    <Meaning meaning={meaning}>
      <Badge variant="outline" size="sm" tt="none" color={color} style={{ color: "inherit" }}>
        {label}
      </Badge>
    </Meaning>
  );
}
