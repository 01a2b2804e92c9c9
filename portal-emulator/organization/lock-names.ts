import { foldText } from "../store/fold-text.ts";
import type { Row } from "../store/store.ts";
import { findColumn, isText, type AlternateKey, type TableDefinition } from "../schema/table-definition.ts";

/** The row's content: exclusive for whoever writes it. */
export const rowLock = (table: string, id: string): string => `row ${table} ${id}`;

/**
 * That the row is there: shared for whoever makes a lookup point at it, exclusive for whoever creates or deletes it.
 * A lock of its own, since changing a row does not keep others from pointing at it.
 */
export const existenceLock = (table: string, id: string): string => `exists ${table} ${id}`;

export const linkLock = (intersect: string, one: string, other: string): string => `link ${intersect} ${one} ${other}`;

/**
 * The entry of an alternate key's index; undefined: the key is not in force, or a value is missing, and rows without one are not in it.
 * Accents are folded away in any case: at worst one waits for a row that turns out to be no equal.
 */
function keyLock(table: TableDefinition, key: AlternateKey, row: Row): string | undefined {
  if (key.state !== "active") return undefined;
  const values = key.columns.map((name) => {
    const value = row[name] ?? null;
    const column = findColumn(table, name);
    return typeof value === "string" && column !== undefined && isText(column) ? foldText(value, "accent-insensitive") : value;
  });
  return values.includes(null) ? undefined : `key ${table.name} ${key.name} ${JSON.stringify(values)}`;
}

/** In one order, whatever the row: two inserts of the same keys do not lock each other out. */
export function keyLocks(table: TableDefinition, row: Row): string[] {
  return (table.alternateKeys ?? []).flatMap((key) => keyLock(table, key, row) ?? []);
}
