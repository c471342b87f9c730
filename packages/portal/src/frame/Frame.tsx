/** What stands around every page: where one is, where else one may go, and the keys for both. */

import { AppShell, Box, Burger, Group, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { sessionQuery } from "../api/session";
import { useApplicationId } from "../state/application";
import { text } from "../text/en";
import { ApplicationMenu } from "./ApplicationMenu";
import { PersonMenu } from "./PersonMenu";
import { SideBar } from "./SideBar";
import { useKeys } from "./useKeys";

const Palette = lazy(() => import("./Palette"));
const KeysHelp = lazy(() => import("./KeysHelp"));

export function Frame() {
  const [opened, { toggle, close }] = useDisclosure();
  const keys = useKeys();
  const inApplication = useApplicationId() !== "";
  const session = useQuery(sessionQuery).data;
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 224, breakpoint: "sm", collapsed: { mobile: !opened, desktop: !inApplication } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <a href="#page" className="skip">
        Skip to the page
      </a>
      <AppShell.Header className="no-print" px="md">
        <Group h="100%" justify="space-between" wrap="nowrap" gap="sm">
          <Group wrap="nowrap" gap="sm">
            {inApplication && (
              <Burger
                opened={opened}
                onClick={toggle}
                hiddenFrom="sm"
                size="sm"
                aria-label="Navigation"
                aria-expanded={opened}
              />
            )}
            <Link to="/" aria-label={`${text.product}, home`} className="brand">
              <img src="/mark.svg" alt="" width={26} height={26} />
              <Text component="span" fw={650} visibleFrom="sm">
                {text.product}
              </Text>
            </Link>
            <ApplicationMenu />
          </Group>
          <Group wrap="nowrap" gap="xs">
            <UnstyledButton className="jump" onClick={keys.openPalette} aria-keyshortcuts="Meta+K Control+K">
              <Text component="span" size="sm" className="from-md">
                Jump to …
              </Text>
              <kbd>⌘K</kbd>
            </UnstyledButton>
            {session?.person && <PersonMenu session={session} showKeys={keys.openHelp} />}
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className="no-print" p="xs" aria-label="Pages of the application">
        <SideBar close={close} />
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1}>
        <Box maw={1680} mx="auto">
          <Outlet />
        </Box>
      </AppShell.Main>
      <Suspense fallback={null}>
        {keys.paletteWanted && <Palette />}
        {keys.helpOpen && <KeysHelp close={keys.closeHelp} />}
      </Suspense>
    </AppShell>
  );
}
