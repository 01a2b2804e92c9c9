import type { Opening } from "./plan.ts";

/** Each right on the same rows of a table for the same role once, with all its columns, in the order in which they come. */
export function mergeOpenings(openings: readonly Opening[]): Opening[] {
  const merged = new Map<string, Opening>();
  for (const opening of openings) {
    for (const right of opening.rights) {
      const key = JSON.stringify([opening.table, opening.role, opening.rows, right]);
      const columns = [...new Set([...(merged.get(key)?.columns ?? []), ...opening.columns])];
      merged.set(key, { ...opening, columns, rights: [right] });
    }
  }
  return [...merged.values()];
}
