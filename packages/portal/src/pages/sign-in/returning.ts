/** Where to go after signing in: back to the page that was wanted, never to another site. */

export const HOME = "/";

/** The wanted address if it is one of this origin, else the home page. */
export function returningTo(wanted: string | undefined, origin = window.location.origin): string {
  if (!wanted?.startsWith("/")) return HOME;
  try {
    const { origin: there, pathname, search, hash } = new URL(wanted, origin);
    return there === origin && !LEADS_BACK.has(pathname) ? pathname + search + hash : HOME;
  } catch {
    return HOME;
  }
}

const LEADS_BACK = new Set(["/sign-in", "/welcome"]);

/** The token of a one-time link. It stands behind `#`, so that no server sees it in an address. */
export function tokenOf({ hash, search }: Pick<Location, "hash" | "search">): string | null {
  return new URLSearchParams(hash.slice(1)).get("token") ?? new URLSearchParams(search).get("token");
}
