/** What somebody can do about themselves and the look of the portal. Loaded when they want to. */

import { Menu, useMantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Session, signOut } from "../api/session";
import { FloatingMenu } from "../parts/Floating";
import { failed } from "../parts/notices";
import type { Beside } from "../parts/Opener";

const SCHEMES = [
  ["light", "Light"],
  ["dark", "Dark"],
  ["auto", "As the system"],
] as const;

interface PersonItemsProps {
  session: Session;
  showKeys: () => void;
  beside: Beside;
}

export default function PersonItems({ session, showKeys, beside }: PersonItemsProps) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = () => signOut().then(() => window.location.assign("/sign-in"), failed);
  return (
    <FloatingMenu beside={beside} position="bottom-end" width={220}>
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
    </FloatingMenu>
  );
}
