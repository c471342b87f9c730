/**
 * Colours of series: distinguishable with any colour vision (after Okabe and Ito, "Color Universal Design",
 * 2008, darkened or lightened to stand 3:1 from the ground), and stable: a name keeps its colour from page to
 * page, for it is drawn from the name.
 */

const LIGHT = ["#0b6e6e", "#c4500a", "#3f63c6", "#9b3f8d", "#7a6a00", "#1f8f4e", "#b3344f", "#5b6b7a"];
const DARK = ["#4cc2bd", "#f19a5b", "#8ba7ff", "#d98fce", "#d8c24a", "#6fd699", "#ff8fa3", "#a9b6c4"];
export const OTHER_COLOUR = { light: "#8a939c", dark: "#79828c" };
const NOT_A_SERIES = new Set(["other", "(not set)"]);

/** The only series there is, undivided, has the accent. */
const WHOLE = "all";

function place(name: string): number {
  if (name === WHOLE) return 0;
  let sum = 2_166_136_261;
  for (const letter of name) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return sum % LIGHT.length;
}

/** A colour for each name: its own where it is free, else the next free one. */
export function coloursOf(names: readonly string[], dark: boolean): Map<string, string> {
  const palette = dark ? DARK : LIGHT;
  const taken = new Set<number>();
  const colours = new Map<string, string>();
  for (const name of names) {
    if (NOT_A_SERIES.has(name)) {
      colours.set(name, dark ? OTHER_COLOUR.dark : OTHER_COLOUR.light);
      continue;
    }
    let at = place(name);
    while (taken.has(at) && taken.size < palette.length) at = (at + 1) % palette.length;
    taken.add(at);
    colours.set(name, palette[at] as string);
  }
  return colours;
}
