/** What is where. One list serves the side bar, the palette and the keys. */

export interface Place {
  id: string;
  label: string;
  /** Below `/a/$app`. */
  path: string;
  /** The second key of `g` and a letter. */
  key: string;
  /** A heading that this place and those after it stand under. */
  section?: string;
}

export const PLACES: Place[] = [
  { id: "overview", label: "Overview", path: "/overview", key: "o", section: "Look" },
  { id: "cost-drivers", label: "Cost Drivers", path: "/cost-drivers", key: "c" },
  { id: "performance", label: "Performance", path: "/performance", key: "p" },
  { id: "failures", label: "Failures", path: "/failures", key: "f" },
  { id: "requests", label: "Requests", path: "/requests", key: "r" },
  { id: "use-cases", label: "Use Cases", path: "/use-cases", key: "u", section: "Judge" },
  { id: "kpis", label: "KPIs", path: "/kpis", key: "k" },
  { id: "compare", label: "Compare", path: "/compare", key: "v" },
  { id: "limits", label: "Limits", path: "/limits", key: "l", section: "Steer" },
  { id: "query", label: "Query Builder", path: "/query", key: "q" },
  { id: "resources", label: "Resources", path: "/resources", key: "m" },
  { id: "learn", label: "Learn", path: "/learn", key: "e", section: "Set up" },
  { id: "settings", label: "Settings", path: "/settings", key: "s" },
];
