import "@mantine/core/styles.css";
import "./theme.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, type ReactNode, StrictMode, Suspense, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { noticesWanted, whenWanted } from "./parts/notices";
import { queries } from "./queries";
import { router } from "./router";
import { usePrinting } from "./state/printing";
import { theme } from "./theme";

const NoticeStack = lazy(() => import("./parts/NoticeStack"));

function NoticesWhenWanted() {
  const wanted = useSyncExternalStore(whenWanted, noticesWanted);
  return <Suspense fallback={null}>{wanted && <NoticeStack />}</Suspense>;
}

/** The theme that was chosen; on paper the light one. */
function Themed({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(usePrinting() && { forceColorScheme: "light" })}
    >
      {children}
    </MantineProvider>
  );
}

// The scripts of the page that is opened come while the server is asked who is there; where they do not, the
// router says so.
const [opened] = router.getMatchedRoutes(window.location.pathname);
for (const route of opened) router.loadRouteChunk(route)?.catch(() => undefined);

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <Themed>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <NoticesWhenWanted />
      </QueryClientProvider>
    </Themed>
  </StrictMode>,
);
