/** The look as tokens: one accent, calm greys, tabular figures. Colours of series are in `charts/colours.ts`. */

import { createTheme, type MantineColorsTuple } from "@mantine/core";

const teal: MantineColorsTuple = [
  "#e6f6f5",
  "#cfe9e8",
  "#a0d3d1",
  "#6dbcb9",
  "#43a8a5",
  "#2a9c98",
  "#15827e",
  "#0b6e6e",
  "#075c5d",
  "#02494a",
];

export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  colors: { teal },
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace",
  headings: { fontWeight: "600" },
  cursorType: "pointer",
  components: {
    // The head of a dialogue is a <header> outside any section, which would be the page's banner.
    ModalHeader: { defaultProps: { role: "presentation" } },
    DrawerHeader: { defaultProps: { role: "presentation" } },
    // A menu holds its items alone, and opens with the first of them in focus.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
});
