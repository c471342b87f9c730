/** Take along what one sees: as a file, as a picture, as the code that asks for it. */

import { Button, Menu } from "@mantine/core";
import type { ReactNode, RefObject } from "react";
import type { Question } from "../api/questions";
import type { ChartHandle } from "../charts/Chart";
import { useApplicationId } from "../state/application";
import { text } from "../text/en";
import { asCurl, asPython, asSql, download, downloadRows, type Format, saved } from "./exporting";
import { failed, told } from "./notices";

interface ShareMenuProps {
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

const FORMATS: readonly Format[] = ["csv", "json", "parquet"];
const FORMATS_OF_ROWS: readonly Format[] = ["csv", "json"];

export function ShareMenu({
  name,
  question,
  path = "/questions",
  body = question,
  rows,
  formats = rows ? FORMATS_OF_ROWS : FORMATS,
  chart,
  children,
}: ShareMenuProps) {
  const application = useApplicationId() || undefined;
  const copy = (words: string | Promise<string>) =>
    Promise.resolve(words)
      .then((copied) => navigator.clipboard.writeText(copied))
      .then(() => told(text.copied), failed);
  const file = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const save = async (format: Format) => {
    if (rows === undefined) return download(path, body, application, format, file);
    told(text.readingAll);
    downloadRows(await rows(), format, file);
  };
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
          <Menu.Item key={format} onClick={() => save(format).catch(failed)}>
            {format.toUpperCase()}
          </Menu.Item>
        ))}
        {chart && <Menu.Item onClick={() => picture().catch(failed)}>PNG</Menu.Item>}
        <Menu.Label>Copy as</Menu.Label>
        <Menu.Item onClick={() => copy(window.location.href)}>Link</Menu.Item>
        <Menu.Item onClick={() => copy(asCurl(path, body))}>curl</Menu.Item>
        <Menu.Item onClick={() => copy(asPython(path, body))}>Python</Menu.Item>
        {question && <Menu.Item onClick={() => copy(asSql(question, application))}>SQL</Menu.Item>}
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
