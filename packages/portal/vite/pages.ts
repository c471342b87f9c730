/**
 * Writes a document for each page of `src/addresses.json`: `index.html`, and in its head what the page will ask for
 * once its scripts run. A browser asks for all of it at once then, instead of finding out step by step. The server
 * picks the document by the address, for which it has a copy of the list.
 */

import type { Plugin, Rolldown } from "vite";
import addresses from "../src/addresses.json" with { type: "json" };

const ENTRY = "index.html";
/** What the frame asks before it draws anything, by the layer that a page is in. */
const ASKED = { outside: ["/api/v1/session"], inside: ["/api/v1/session", "/api/v1/groups"] };
const OUTSIDE = new Set(["sign-in/SignInPage", "sign-in/WelcomePage"]);

export function pages(): Plugin {
  return {
    name: "pages",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const entry = bundle[ENTRY];
        if (entry?.type !== "asset") this.error(`the build has no ${ENTRY}`);
        const emit = (fileName: string, source: string) => this.emitFile({ type: "asset", fileName, source });
        for (const page of new Set(Object.values(addresses)))
          emit(documentOf(page), withHints(String(entry.source), hintsOf(page, bundle)));
        const documents = Object.entries(addresses).map(([address, page]) => [address, documentOf(page)]);
        emit("addresses.json", JSON.stringify(Object.fromEntries(documents)));
      },
    },
  };
}

function documentOf(page: string): string {
  return `pages/${page.split("/").at(-1)}.html`;
}

function withHints(document: string, hints: readonly string[]): string {
  const isKnown = (hint: string) => document.includes(hint.slice(hint.indexOf("href=")).replace(">", ""));
  const fresh = hints.filter((hint) => !isKnown(hint));
  return document.replace("</head>", `${fresh.map((hint) => `  ${hint}\n  `).join("")}</head>`);
}

function hintsOf(page: string, bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const first = chunks.find((chunk) => chunk.facadeModuleId?.endsWith(`/src/pages/${page}.tsx`));
  if (first === undefined) throw new Error(`src/addresses.json names ${page}, of which there is no chunk`);
  const needed = [...importedBy(first, new Map(chunks.map((chunk) => [chunk.fileName, chunk])))];
  const styles = new Set(needed.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]));
  const asked = ASKED[OUTSIDE.has(page) ? "outside" : "inside"];
  return [
    ...needed.map((chunk) => `<link rel="modulepreload" crossorigin href="/${chunk.fileName}">`),
    ...[...styles].map((style) => `<link rel="stylesheet" crossorigin href="/${style}">`),
    ...asked.map((path) => `<link rel="preload" as="fetch" crossorigin href="${path}">`),
  ];
}

/** A chunk and all that it imports at once. */
function importedBy(
  chunk: Rolldown.OutputChunk,
  chunks: ReadonlyMap<string, Rolldown.OutputChunk>,
  found = new Set<Rolldown.OutputChunk>(),
): Set<Rolldown.OutputChunk> {
  if (found.has(chunk)) return found;
  found.add(chunk);
  for (const name of chunk.imports) {
    const imported = chunks.get(name);
    if (imported) importedBy(imported, chunks, found);
  }
  return found;
}
