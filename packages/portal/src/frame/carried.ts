/** What goes along from page to page: range, zone, comparison and filters, but not what belongs to one page. */

const CARRIED = ["range", "zone", "compare", "f"];

export function carried(search: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(search).filter(([name]) => CARRIED.includes(name)));
}
