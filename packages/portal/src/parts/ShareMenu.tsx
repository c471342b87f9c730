/** Take along what one sees: as a file, as a picture, as the code that asks for it. */

import { Button, Menu } from "@mantine/core";
import type { RefObject } from "react";
import type { Question } from "../api/questions";
import type { ChartHandle } from "../charts/Chart";
import { useApplicationId } from "../state/application";
import { text } from "../text/en";
import { asCurl, asPython, asSql, download, type Format, saved } from "./exporting";
import { failed, told } from "./notices";

interface ShareMenuProps {
  /** What is shared; names the file. */
  name: string;
  /** The question behind a chart or table; for another endpoint give `path` and `body` as well. */
  question?: Question | undefined;
  path?: string;
  body?: unknown;
  formats?: readonly Format[];
  chart?: RefObject<ChartHandle | null> | undefined;
}

const FORMATS: readonly Format[] = ["csv", "json", "parquet"];

export function ShareMenu({
  name,
  question,
  path = "/questions",
  body = question,
  formats = FORMATS,
  chart,
}: ShareMenuProps) {
  const application = useApplicationId() || undefined;
  const copy = (words: string | Promise<string>) =>
    Promise.resolve(words)
      .then((copied) => navigator.clipboard.writeText(copied))
      .then(() => told(text.copied), failed);
  const file = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const picture = async () => {
    const url = chart?.current?.png();
    if (url) saved(await (await fetch(url)).blob(), `${file}.png`);
  };
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          className="no-print"
          aria-label={`Share ${name}`}
        >
          Share
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Save as</Menu.Label>
        {formats.map((format) => (
          <Menu.Item
            key={format}
            onClick={() => download(path, body, application, format, file).catch(failed)}
          >
            {format.toUpperCase()}
          </Menu.Item>
        ))}
        {chart && <Menu.Item onClick={() => picture().catch(failed)}>PNG</Menu.Item>}
        <Menu.Label>Copy as</Menu.Label>
        <Menu.Item onClick={() => copy(window.location.href)}>Link</Menu.Item>
        <Menu.Item onClick={() => copy(asCurl(path, body))}>curl</Menu.Item>
        <Menu.Item onClick={() => copy(asPython(path, body))}>Python</Menu.Item>
        {question && <Menu.Item onClick={() => copy(asSql(question, application))}>SQL</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
