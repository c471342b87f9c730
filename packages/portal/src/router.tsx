/** Every address of the portal and the page behind it. A page is loaded when it is first opened. */

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { groupsQuery, sessionQuery } from "./api/session";
import { Frame } from "./frame/Frame";
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

const application = createRoute({ getParentRoute: () => signedIn, path: "/a/$app" });

type Page = Parameters<typeof lazyRouteComponent>[0];

function outside(path: string, page: Page) {
  return createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(page) });
}

function inside(path: string, page: Page) {
  return createRoute({ getParentRoute: () => signedIn, path, component: lazyRouteComponent(page) });
}

function within(path: string, page: Page) {
  return createRoute({ getParentRoute: () => application, path, component: lazyRouteComponent(page) });
}

const tree = root.addChildren([
  outside("/sign-in", () => import("./pages/sign-in/SignInPage")),
  outside("/welcome", () => import("./pages/sign-in/WelcomePage")),
  signedIn.addChildren([
    inside("/", () => import("./pages/home/HomePage")),
    inside("/g/$group", () => import("./pages/home/GroupPage")),
    inside("/organization", () => import("./pages/organization/OrganizationPage")),
    inside("/patterns", () => import("./pages/patterns/PatternsPage")),
    application.addChildren([
      within("/", () => import("./pages/overview/OverviewPage")),
      within("/overview", () => import("./pages/overview/OverviewPage")),
      within("/cost-drivers", () => import("./pages/cost-drivers/CostDriversPage")),
      within("/performance", () => import("./pages/performance/PerformancePage")),
      within("/failures", () => import("./pages/failures/FailuresPage")),
      within("/requests", () => import("./pages/requests/RequestsPage")),
      within("/use-cases", () => import("./pages/use-cases/UseCasesPage")),
      within("/use-cases/$useCase", () => import("./pages/use-cases/UseCasePage")),
      within("/use-cases/$useCase/$instance", () => import("./pages/instance/InstancePage")),
      within("/kpis", () => import("./pages/kpis/KpisPage")),
      within("/kpis/$useCase/$kpi", () => import("./pages/kpis/KpiPage")),
      within("/compare", () => import("./pages/compare/ComparePage")),
      within("/limits", () => import("./pages/limits/LimitsPage")),
      within("/limits/$limit", () => import("./pages/limits/LimitPage")),
      within("/query", () => import("./pages/query/QueryPage")),
      within("/resources", () => import("./pages/resources/ResourcesPage")),
      within("/settings", () => import("./pages/settings/SettingsPage")),
      within("/learn", () => import("./pages/learn/LearnPage")),
    ]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
