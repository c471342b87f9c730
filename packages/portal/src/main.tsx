import "@mantine/core/styles.css";
import "./theme.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { noticesWanted, whenWanted } from "./parts/notices";
import { queries } from "./queries";
import { router } from "./router";
import { theme } from "./theme";

const NoticeStack = lazy(() => import("./parts/NoticeStack"));

function NoticesWhenWanted() {
  const wanted = useSyncExternalStore(whenWanted, noticesWanted);
  return <Suspense fallback={null}>{wanted && <NoticeStack />}</Suspense>;
}

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <NoticesWhenWanted />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
