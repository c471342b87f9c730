/** The ways to take along what one sees: loaded when somebody wants one. */

import { Menu } from "@mantine/core";
import { useApplicationId } from "../state/application";
import { text } from "../text/en";
import { isOfKpi } from "../text/metrics";
import { asCurl, asPython, asSql, download, downloadRows, type Format, saved } from "./exporting";
import { FloatingMenu } from "./Floating";
import { failed, told } from "./notices";
import type { Beside } from "./Opener";
import type { ShareMenuProps } from "./ShareMenu";

const FORMATS: readonly Format[] = ["csv", "json", "parquet"];
const FORMATS_OF_ROWS: readonly Format[] = ["csv", "json"];

export default function ShareItems({
  beside,
  name,
  question,
  path = "/questions",
  body = question,
  rows,
  formats = rows ? FORMATS_OF_ROWS : FORMATS,
  chart,
  children,
}: ShareMenuProps & { beside: Beside }) {
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
  const scores = () => download("/questions/scores", question, application, "parquet", "scores");
  const picture = async () => {
    const url = chart?.current?.png();
    if (url) saved(await (await fetch(url)).blob(), `${file}.png`);
  };
  return (
    <FloatingMenu beside={beside} position="bottom-end" width={200}>
      <Menu.Label>Save as</Menu.Label>
      {formats.map((format) => (
        <Menu.Item key={format} onClick={() => save(format).catch(failed)}>
          {format.toUpperCase()}
        </Menu.Item>
      ))}
      {chart && <Menu.Item onClick={() => picture().catch(failed)}>PNG</Menu.Item>}
      {question?.metrics.some(isOfKpi) && (
        <Menu.Item onClick={() => scores().catch(failed)}>Scores behind it</Menu.Item>
      )}
      <Menu.Label>Copy as</Menu.Label>
      <Menu.Item onClick={() => copy(window.location.href)}>Link</Menu.Item>
      <Menu.Item onClick={() => copy(asCurl(path, body))}>curl</Menu.Item>
      <Menu.Item onClick={() => copy(asPython(path, body))}>Python</Menu.Item>
      {question && <Menu.Item onClick={() => copy(asSql(question, application))}>SQL</Menu.Item>}
      {children}
    </FloatingMenu>
  );
}
