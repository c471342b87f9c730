/** The pages of an application, under the question each answers. */

import { NavLink, Stack, Text } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import { Fragment } from "react";
import { useApplicationId } from "../state/application";
import { carried } from "./carried";
import { PLACES } from "./navigation";

export function SideBar({ close }: { close: () => void }) {
  const app = useApplicationId();
  const at = useRouterState({ select: (state) => state.location.pathname });
  if (app === "") return null;
  return (
    <Stack gap={2} component="nav" aria-label="Pages">
      {PLACES.map((place) => {
        const here = at.startsWith(`/a/${app}${place.path}`);
        return (
          <Fragment key={place.id}>
            {place.section && (
              <Text size="xs" fw={600} className="quiet" px="sm" pt="sm" pb={4}>
                {place.section}
              </Text>
            )}
            <NavLink
              component={Link}
              to={`/a/${app}${place.path}`}
              search={carried as never}
              label={place.label}
              active={here}
              aria-current={here ? "page" : undefined}
              onClick={close}
              py={6}
              style={{ borderRadius: 8 }}
            />
          </Fragment>
        );
      })}
    </Stack>
  );
}
