/**
 * Colours of series: distinguishable with any colour vision (after Okabe and Ito, "Color Universal Design",
 * 2008, darkened or lightened to stand 3:1 from the ground), and stable: a name keeps its colour from page to
 * page, for it is drawn from the name. The warm ones read as an alarm: they are for what is one, and come for
 * others when all calm ones are taken.
 */

const LIGHT = ["#0b6e6e", "#3f63c6", "#9b3f8d", "#7a6a00", "#1f8f4e", "#5b6b7a", "#c4500a", "#b3344f"];
const DARK = ["#4cc2bd", "#8ba7ff", "#d98fce", "#d8c24a", "#6fd699", "#a9b6c4", "#f19a5b", "#ff8fa3"];
/** As many of them are calm. */
const CALM = 6;
export const OTHER_COLOUR = { light: "#8a939c", dark: "#79828c" };
const NOT_A_SERIES = new Set(["other", "(not set)"]);

/** What went wrong, and on whose side. */
const ALARMS = new Map([
  ["4xx", 6],
  ["5xx", 7],
]);

/** The only series there is, undivided, has the accent. */
const WHOLE = "all";

function place(name: string): number {
  if (name === WHOLE) return 0;
  const alarm = ALARMS.get(name);
  if (alarm !== undefined) return alarm;
  let sum = 2_166_136_261;
  for (const letter of name) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return sum % CALM;
}

/** All places, the calm ones from a given one on. */
function inTurn(first: number): number[] {
  return LIGHT.map((_, step) => (step < CALM ? (first + step) % CALM : step));
}

/** A colour for each name: its own where it is free, else the next free one; its own again when none is. */
export function coloursOf(names: readonly string[], dark: boolean): Map<string, string> {
  const palette = dark ? DARK : LIGHT;
  const taken = new Set<number>();
  const colours = new Map<string, string>();
  for (const name of names) {
    if (NOT_A_SERIES.has(name)) {
      colours.set(name, dark ? OTHER_COLOUR.dark : OTHER_COLOUR.light);
      continue;
    }
    const own = place(name);
    const at = [own, ...inTurn(own)].find((one) => !taken.has(one)) ?? own;
    taken.add(at);
    colours.set(name, palette[at] as string);
  }
  return colours;
}
