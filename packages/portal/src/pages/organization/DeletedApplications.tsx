/** Applications that were deleted and can still come back. */

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import { groupsQuery } from "../../api/session";
import { instant } from "../../format";
import { Card } from "../../parts/Card";
import { DataTable } from "../../parts/DataTable";
import { failed, told } from "../../parts/notices";
import { type ApplicationDetail, restoreApplication } from "../settings/application";
import { words } from "./words";

const KEY = ["applications", "deleted"];

export function DeletedApplications({ zone }: { zone: string }) {
  const cache = useQueryClient();
  const found = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) =>
      (await api<{ items: ApplicationDetail[] }>("/applications?deleted=true", { signal })).items,
  }).data;
  if (!found?.length) return null;
  const restore = async (application: ApplicationDetail) => {
    await restoreApplication(application.id);
    await cache.invalidateQueries({ queryKey: KEY });
    await cache.invalidateQueries({ queryKey: groupsQuery.queryKey });
    told(`${application.name} is back`);
  };
  return (
    <Card title={words.deleted} about={words.deletedAbout} flush>
      <DataTable
        name="Applications to restore"
        columns={[
          { id: "name", label: "Name", cell: (row) => row.name },
          { id: "deleted", label: "Deleted", cell: (row) => instant(row.deleted_timestamp, zone) },
          {
            id: "restore",
            label: "Change",
            cell: (row) => (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`${words.restore} ${row.name}`}
                onClick={() => restore(row).catch(failed)}
              >
                {words.restore}
              </Button>
            ),
          },
        ]}
        rows={found}
        keyOf={(row) => row.id}
      />
    </Card>
  );
}
