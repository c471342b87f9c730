/** Requests: the rows behind every number, found by range, filters and typing; or as they arrive. */

import { Group, SegmentedControl } from "@mantine/core";
import { AfterFirstEvent } from "../../parts/FirstEvent";
import { later } from "../../parts/later";
import { PageHeader } from "../../parts/PageHeader";
import { useView, type View } from "../../state/view";
import { LiveList } from "./LiveList";
import { RequestList, useListed } from "./RequestList";
import { Strip } from "./Strip";
import { usePinned } from "./usePinned";
import { words } from "./words";

const SearchBox = later(async () => (await import("./SearchBox")).SearchBox, { height: 36, width: 420 });

export default function RequestsPage() {
  const view = useView();
  const live = view.get("mode") === "live";
  return (
    <>
      <PageHeader title={words.title} answers={words.answers} view={view} />
      <Group justify="space-between" mb="md" className="no-print">
        <SearchBox view={view} />
        <SegmentedControl
          aria-label="What is listed"
          data={[
            { value: "list", label: words.list },
            { value: "live", label: words.live },
          ]}
          value={live ? "live" : "list"}
          onChange={(mode) => view.set({ mode: mode === "live" ? mode : null })}
        />
      </Group>
      {live ? (
        <LiveList view={view} />
      ) : (
        <AfterFirstEvent>
          <Explorer view={view} />
        </AfterFirstEvent>
      )}
    </>
  );
}

function Explorer({ view }: { view: View }) {
  const pinned = usePinned(view);
  const listed = useListed(view, pinned);
  return (
    <>
      <Strip view={view} pinned={pinned} />
      <RequestList view={view} pinned={pinned} {...listed} />
    </>
  );
}
