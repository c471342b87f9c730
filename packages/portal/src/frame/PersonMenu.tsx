/** Who is signed in, the theme, and the way out. */

import { Avatar, Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Session, signOut } from "../api/session";
import { failed } from "../parts/notices";

const SCHEMES = [
  ["light", "Light"],
  ["dark", "Dark"],
  ["auto", "As the system"],
] as const;

export function PersonMenu({ session, showKeys }: { session: Session; showKeys: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = () => signOut().then(() => window.location.assign("/sign-in"), failed);
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton>
          <Avatar size={30} name={session.person?.name ?? ""} variant="transparent" className="person" />
          <span className="visually-hidden">Account of {session.person?.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session.person?.email}</Menu.Label>
        <Menu.Item component={Link} to="/organization">
          People, groups, audit
        </Menu.Item>
        <Menu.Item component={Link} to="/organization" search={{ tab: "account" } as never}>
          Your account
        </Menu.Item>
        <Menu.Item onClick={showKeys} rightSection={<kbd>?</kbd>}>
          Keys
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Theme</Menu.Label>
        {SCHEMES.map(([scheme, label]) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            fw={scheme === colorScheme ? 600 : undefined}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={leave}>Sign out</Menu.Item>
        <Menu.Label>Assay {session.version}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
