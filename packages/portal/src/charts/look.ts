/** What all charts share: quiet axes, one grid, a tooltip that reads like the tables. */

export interface Inks {
  ink: string;
  quiet: string;
  line: string;
  surface: string;
}

export function inks(dark: boolean): Inks {
  return dark
    ? { ink: "#e8ebee", quiet: "#a3adb7", line: "#30363d", surface: "#1b1f24" }
    : { ink: "#1a2129", quiet: "#5c6670", line: "#e4e7ea", surface: "#ffffff" };
}

export function axes(dark: boolean) {
  const { quiet, line } = inks(dark);
  return {
    label: { color: quiet, fontSize: 12, hideOverlap: true },
    quietLine: { lineStyle: { color: line } },
    grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
  };
}

export function tooltip(dark: boolean) {
  const { ink, line, surface } = inks(dark);
  return {
    confine: true,
    backgroundColor: surface,
    borderColor: line,
    textStyle: { color: ink, fontSize: 13 },
    extraCssText: "box-shadow: 0 4px 16px rgb(0 0 0 / 12%); font-variant-numeric: tabular-nums;",
  };
}

/** Text that may stand in the HTML of a tooltip. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The mark of a series in a tooltip. A pattern has no colour of its own: the name must do. */
export function dot(colour: unknown): string {
  const ground = typeof colour === "string" ? colour : "currentColor";
  return `<span style="display:inline-block;width:9px;height:9px;border-radius:2px;background:${ground}"></span>`;
}
