import "@mantine/core/styles.css";
import "./theme.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactNode, StrictMode, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { later } from "./parts/later";
import { noticesWanted, whenWanted } from "./parts/notices";
import { queries } from "./queries";
import { router } from "./router";
import { usePrinting } from "./state/printing";
import { theme } from "./theme";

const NoticeStack = later(async () => (await import("./parts/NoticeStack")).default);

function NoticesWhenWanted() {
  const wanted = useSyncExternalStore(whenWanted, noticesWanted);
  return wanted && <NoticeStack />;
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

function draw() {
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
}

// Before it is known who is there, and the page has its scripts, there is nothing to draw; and drawing takes long
// enough to be in the way of asking. What goes wrong is drawn by the router.
router.load().then(draw, draw);
