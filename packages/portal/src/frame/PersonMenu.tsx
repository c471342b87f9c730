/** Who is signed in, the theme, and the way out. */

import { Avatar, UnstyledButton } from "@mantine/core";
import type { Session } from "../api/session";
import { later } from "../parts/later";
import { Opener } from "../parts/Opener";

const PersonItems = later(async () => (await import("./PersonItems")).default);

export function PersonMenu({ session, showKeys }: { session: Session; showKeys: () => void }) {
  const button = (
    <UnstyledButton>
      <Avatar size={30} name={session.person?.name ?? ""} variant="transparent" className="person" />
      <span className="visually-hidden">Account of {session.person?.name}</span>
    </UnstyledButton>
  );
  return (
    <Opener popup="menu" button={button} ahead={PersonItems.ahead}>
      {(beside) => <PersonItems session={session} showKeys={showKeys} beside={beside} />}
    </Opener>
  );
}
