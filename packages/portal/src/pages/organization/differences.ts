/** What a change changed, name by name: the two sides of an audit entry laid beside each other. */

export interface Difference {
  name: string;
  before: string;
  after: string;
  changed: boolean;
}

/** The values of both sides by the path of their names, those that differ first. A value that is no object stands alone. */
export function differences(before: unknown, after: unknown): Difference[] {
  const [left, right] = [flat(before), flat(after)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const rows = names.map((name) => {
    const [from, to] = [left.get(name) ?? "", right.get(name) ?? ""];
    return { name, before: from, after: to, changed: from !== to };
  });
  return rows.sort((one, other) => Number(other.changed) - Number(one.changed));
}

function flat(value: unknown, path = ""): Map<string, string> {
  if (value === null || value === undefined) return new Map();
  if (typeof value !== "object") return new Map([[path, String(value)]]);
  if (Array.isArray(value)) return new Map([[path, value.map(String).join(", ")]]);
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [...flat(inner, path ? `${path}.${name}` : name)]),
  );
}

/** A change in one line: `max 40 → 60`. */
export function summary(before: unknown, after: unknown): string {
  return differences(before, after)
    .filter((row) => row.changed)
    .map((row) => `${row.name} ${row.before || "–"} → ${row.after || "–"}`.trim())
    .join(", ");
}
