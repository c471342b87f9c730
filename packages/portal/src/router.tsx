/** Every address of the portal and the page behind it. A page is loaded when it is first opened. */

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import addresses from "./addresses.json";
import { askAhead, type PageModule } from "./ahead";
import { groupsQuery, sessionQuery } from "./api/session";
import { Frame } from "./frame/Frame";
import { once } from "./once";
import { NotFound, PageFailed } from "./parts/Honest";
import { queries } from "./queries";
import { parseSearch, stringifySearch } from "./state/view";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageFailed });

/** Everything but signing in: without a person, the way leads there and back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Frame,
  beforeLoad: async ({ location }) => {
    const session = await queries.ensureQueryData(sessionQuery);
    if (session.person === null)
      throw redirect({ to: "/sign-in" as never, search: { to: location.href } as never });
    void queries.prefetchQuery(groupsQuery); // the frame and the page ask for them, once they are there
  },
});

const pages = import.meta.glob("./pages/*/*Page.tsx") as Record<string, () => Promise<PageModule>>;
const OUTSIDE = new Set(["/sign-in", "/welcome"]);

function routesBelow(parent: typeof root | typeof signedIn, paths: readonly string[]) {
  return paths.map((path) => {
    const load = pages[`./pages/${addresses[path as keyof typeof addresses]}.tsx`];
    if (load === undefined) throw new Error(`addresses.json has ${path}, and there is no such page`);
    const page = once(load); // else it would be drawn before it is asked
    return createRoute({
      getParentRoute: () => parent as typeof root,
      path,
      component: lazyRouteComponent(page),
      loader: ({ params, location, preload }) => {
        if (!preload)
          askAhead(page, location.search, (params as { app?: string }).app).catch(() => undefined);
      },
    });
  });
}

const paths = Object.keys(addresses);
const tree = root.addChildren([
  ...routesBelow(
    root,
    paths.filter((path) => OUTSIDE.has(path)),
  ),
  signedIn.addChildren(
    routesBelow(
      signedIn,
      paths.filter((path) => !OUTSIDE.has(path)),
    ),
  ),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0, // what was loaded ahead was not asked ahead
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
