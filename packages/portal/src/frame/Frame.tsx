/** What stands around every page: where one is, where else one may go, and the keys for both. */

import { Box, Burger, Group, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { sessionQuery } from "../api/session";
import { later } from "../parts/later";
import { useApplicationId } from "../state/application";
import { text } from "../text/en";
import { ApplicationMenu } from "./ApplicationMenu";
import classes from "./Frame.module.css";
import { PersonMenu } from "./PersonMenu";
import { SideBar } from "./SideBar";
import { useKeys } from "./useKeys";

const Palette = later(async () => (await import("./Palette")).default);
const KeysHelp = later(async () => (await import("./KeysHelp")).default);

export function Frame() {
  const [opened, { toggle, close }] = useDisclosure();
  const keys = useKeys();
  const inApplication = useApplicationId() !== "";
  const session = useQuery(sessionQuery).data;
  return (
    <>
      <a href="#page" className="skip">
        Skip to the page
      </a>
      <header className={`${classes.header} no-print`}>
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
      </header>
      {inApplication && (
        <div className={`${classes.pages} no-print`} data-opened={opened || undefined}>
          <SideBar close={close} />
        </div>
      )}
      <main className={classes.page} id="page" tabIndex={-1}>
        <Box maw={1680} mx="auto">
          <Outlet />
        </Box>
      </main>
      {keys.paletteWanted && <Palette />}
      {keys.helpOpen && <KeysHelp close={keys.closeHelp} />}
    </>
  );
}
