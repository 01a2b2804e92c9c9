import { findColumn, type ColumnDefinition, type TableDefinition } from "../schema/table-definition.ts";
import { DuplicateKey } from "../store/duplicate-key.ts";
import type { Row, Store } from "../store/store.ts";
import { lock, type Session, type Work } from "./engine.ts";
import { faults } from "./faults.ts";
import { existenceLock } from "./lock-names.ts";
import { insightsUserId } from "./system-users.ts";

/** What Customer Insights writes is its alone; the audit is nobody's. */
export function requireWritable(table: TableDefinition, session: Session, privilege: "Create" | "Write" | "Delete"): void {
  if (table.readOnly && (session.userId !== insightsUserId || table.name === "audit"))
    throw faults.privilegeMissing(session.userId, `prv${privilege}${table.name}`);
}

export function requireColumns(table: TableDefinition, row: Row): void {
  for (const name of Object.keys(row)) {
    if (findColumn(table, name) === undefined) throw new TypeError(`The table ${table.name} has no column ${name}.`);
  }
}

/** Documented: such a column takes Base64, without a data URI's prefix. With what Dataverse refuses anything else is assumed. */
export function requireBase64(table: TableDefinition, row: Row): void {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value !== "string" || findColumn(table, name)?.base64 !== true) continue;
    const text = value.replaceAll(/\s/gu, "");
    if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/u.test(text))
      throw faults.invalidArgument(`The value of ${name} is no valid Base64.`);
  }
}

/**
 * The cells a caller may set: what the platform sets itself is passed over without a word (assumed; the SDK does so with columns that are
 * not valid for the message). Customer Insights sets what is its own.
 */
export function settableCells(table: TableDefinition, session: Session, row: Row): Row {
  if (session.userId === insightsUserId) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => name === table.primaryId || findColumn(table, name)?.readOnly !== true));
}

/** Who made, changed and owns a row; only columns the table has. An owner that is given stays. */
export function stampCells(table: TableDefinition, session: Session, row: Row, isNew: boolean): Row {
  const owner = row["ownerid"] ?? (isNew ? session.userId : undefined);
  const stamps: Row = {
    ...(isNew ? { createdby: session.userId } : {}),
    ...(owner === undefined ? {} : { ownerid: owner, owninguser: owner }),
    modifiedby: session.userId,
  };
  return { ...row, ...Object.fromEntries(Object.entries(stamps).filter(([name]) => findColumn(table, name) !== undefined)) };
}

interface Pointer {
  readonly column: ColumnDefinition;
  readonly id: string;
  /** Those of its targets that are emulated. */
  readonly tables: readonly string[];
}

function pointersOf({ engine }: Work, table: TableDefinition, cells: Row): Pointer[] {
  return Object.entries(cells).flatMap(([name, value]) => {
    const column = findColumn(table, name);
    if (column?.type !== "lookup" || typeof value !== "string") return [];
    const tables = (column.targets ?? []).filter((target) => engine.schema.findTable(target) !== undefined);
    return tables.length === 0 ? [] : [{ column, id: value.toLowerCase(), tables }];
  });
}

/** Keeps the rows that lookups are to point at from being deleted until the transaction ends. */
export async function lockPointers(work: Work, table: TableDefinition, cells: Row): Promise<void> {
  for (const { id, tables } of pointersOf(work, table, cells)) {
    for (const target of tables) await lock(work, existenceLock(target, id), "shared");
  }
}

/** Lookups to missing rows are a fault. */
export function requirePointers(work: Work, store: Store, table: TableDefinition, cells: Row): void {
  for (const { id, tables } of pointersOf(work, table, cells)) {
    if (!tables.some((target) => store.find(target, id) !== undefined)) throw faults.rowMissing(tables.join(" or "), id);
  }
}

/** Tells the caller of an alternate key that is taken as Dataverse does. */
export function withKeyFaults<Result>(write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    throw error instanceof DuplicateKey ? faults.duplicateKey(error.table, error.key, error) : error;
  }
}
