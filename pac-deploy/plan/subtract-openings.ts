import type { Opening } from "./plan.ts";

/** What some openings give that the others do not, column by column and right by right. */
export function subtractOpenings(some: readonly Opening[], others: readonly Opening[]): Opening[] {
  return some.flatMap((opening) => {
    const rights = opening.rights.flatMap((right) => {
      const same = others.filter((other) => isSamePlace(other, opening) && other.rights.includes(right));
      const known = new Set(same.flatMap((other) => other.columns));
      const columns = opening.columns.filter((column) => !known.has(column));
      return columns.length > 0 || same.length === 0 ? [{ right, columns }] : [];
    });
    return rights.map(({ right, columns }): Opening => ({ ...opening, columns, rights: [right] }));
  });
}

const isSamePlace = (one: Opening, other: Opening): boolean =>
  one.table === other.table && one.role === other.role && one.rows === other.rows;
