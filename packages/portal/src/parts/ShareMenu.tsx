/** Take along what one sees: as a file, as a picture, as the code that asks for it. */

import { Button } from "@mantine/core";
import type { ReactNode, RefObject } from "react";
import type { Question } from "../api/questions";
import type { ChartHandle } from "../charts/Chart";
import type { Format } from "./exporting";
import { later } from "./later";
import { Opener } from "./Opener";

export interface ShareMenuProps {
  /** What is shared; names the file. */
  name: string;
  /** The question behind a chart or table; for another endpoint give `path`, and `body` if it takes one. */
  question?: Question | undefined;
  path?: string;
  body?: unknown;
  formats?: readonly Format[];
  /** Reads all rows of what the server hands out in pages and makes no file of: the file is made of them here. */
  rows?: () => Promise<readonly object[]>;
  chart?: RefObject<ChartHandle | null> | undefined;
  /** More to share. */
  children?: ReactNode;
}

const ShareItems = later(async () => (await import("./ShareItems")).default);

export function ShareMenu(props: ShareMenuProps) {
  const button = (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      className="no-print"
      aria-label={`Share ${props.name}`}
    >
      Share
    </Button>
  );
  return (
    <Opener popup="menu" button={button} ahead={ShareItems.ahead}>
      {(beside) => <ShareItems {...props} beside={beside} />}
    </Opener>
  );
}
