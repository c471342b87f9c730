/** Cmd-K: every page, application and use case by a few letters of its name. */

import { Spotlight, type SpotlightActionData, spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { everyItem } from "../api/client";
import { groupsQuery } from "../api/session";
import { useApplicationId } from "../state/application";
import { carried } from "./carried";
import { PLACES } from "./navigation";

export const openPalette = () => setTimeout(spotlight.open);

export default function Palette() {
  const app = useApplicationId();
  const navigate = useNavigate();
  const groups = useQuery(groupsQuery).data ?? [];
  const useCases = useQuery({
    queryKey: ["use-cases", app],
    queryFn: () => everyItem<{ name: string }>("/use_cases/definitions", { application: app }),
    enabled: app !== "",
  });
  const open = (to: string) => () => void navigate({ to, search: carried as never });
  const action = (id: string, label: string, description: string, to: string): SpotlightActionData => ({
    id,
    label,
    description,
    onClick: open(to),
  });
  const pages =
    app === "" ? [] : PLACES.map((place) => action(place.id, place.label, "Page", `/a/${app}${place.path}`));
  const applications = groups.flatMap((group) =>
    group.applications.map((one) =>
      action(`app-${one.id}`, one.name, `Application, ${group.name}`, `/a/${one.id}/overview`),
    ),
  );
  const named = (useCases.data ?? []).map(({ name }) =>
    action(`use-case-${name}`, name, "Use case", `/a/${app}/use-cases/${encodeURIComponent(name)}`),
  );
  return (
    <Spotlight
      actions={[action("home", "Home", "All applications", "/"), ...pages, ...named, ...applications]}
      shortcut={null}
      nothingFound="Nothing is called that"
      highlightQuery
      limit={12}
      searchProps={{ placeholder: "Jump to …", "aria-label": "Jump to" }}
    />
  );
}
