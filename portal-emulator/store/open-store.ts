import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import type { Clock } from "../emulator-context.ts";
import { cellToSql, sqlToCell } from "./cell-to-sql.ts";
import type { SqlValue } from "./cell-to-sql.ts";
import { claimDatabase } from "./claim-database.ts";
import type { Collation } from "./fold-text.ts";
import { foldText } from "./fold-text.ts";
import { openDatabase } from "./open-database.ts";
import { keyColumn, quoteName } from "./sql-names.ts";
import { countSql, selectSql, summarySql } from "./store-sql.ts";
import type { Row, RowQuery, Store } from "./store.ts";
import { findColumn, isText } from "../schema/table-definition.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { findTable, tables } from "../schema/tables.ts";

export interface StoreOptions {
  /** Path of the database file, or ":memory:". */
  readonly file: string;
  readonly clock: Clock;
  /** How text compares; `accent-insensitive` is English (United States). */
  readonly collation?: Collation;
}

/**
 * Opens the emulated organization's rows; makes the file when there is none.
 * Throws UserError `database-in-use` (exit 3), `database-unusable` (exit 2: no SQLite database, another program's, not readable).
 */
export function openStore({ file, clock, collation = "accent-insensitive" }: StoreOptions): Store {
  const claim = file === ":memory:" ? undefined : claimDatabase(resolve(file));
  try {
    const database = openDatabase(file === ":memory:" ? file : resolve(file), collation);
    return createStore({ database, clock, collation, release: () => claim?.release() });
  } catch (error) {
    claim?.release();
    throw error;
  }
}

interface Parts {
  readonly database: ReturnType<typeof openDatabase>;
  readonly clock: Clock;
  readonly collation: Collation;
  readonly release: () => void;
}

function createStore({ database, clock, collation, release }: Parts): Store {
  let depth = 0;

  function write(table: TableDefinition, row: Row): [string[], SqlValue[]] {
    const cells = Object.entries(row).flatMap(([name, cell]): [string, SqlValue][] => {
      const column = findColumn(table, name);
      if (column === undefined) {
        throw new TypeError(`The table ${table.name} has no column ${quoteName(name)}.`);
      }
      const kept = cellToSql(cell, column);
      if (column.type === "datetime" && typeof kept === "number") {
        return [[quoteName(name), Math.floor(kept / 1000) * 1000]];
      }
      return isText(column)
        ? [
            [quoteName(name), kept],
            [keyColumn(column), typeof kept === "string" ? foldText(kept, collation) : null],
          ]
        : [[quoteName(name), kept]];
    });
    return [cells.map(([name]) => name), cells.map(([, value]) => value)];
  }

  function nextVersion(): number {
    const counted = database.get('UPDATE "/counter" SET version = version + 1 RETURNING version');
    return Number(counted?.["version"]);
  }

  function select(table: TableDefinition, query: RowQuery): Row[] {
    const { sql, values } = selectSql(table, query, collation);
    return database
      .all(sql, [...values])
      .map((row) => Object.fromEntries(table.columns.map((column) => [column.name, sqlToCell(row[column.name], column)])));
  }

  const store: Store = {
    insert: (tableName, row) => {
      const table = expectTable(tableName);
      return store.transaction(() => {
        const now = clock.now().toISOString();
        const given = row[table.primaryId];
        const id = typeof given === "string" ? given.toLowerCase() : randomUUID();
        const full = complete(table, {
          ...initialCells(table),
          createdon: now,
          modifiedon: now,
          ...row,
          [table.primaryId]: id,
          versionnumber: nextVersion(),
        });
        const [names, values] = write(table, full);
        const marks = names.map(() => "?").join(", ");
        database.run(`INSERT INTO ${quoteName(tableName)} (${names.join(", ")}) VALUES (${marks})`, values);
        return expectRow(store.find(tableName, id), tableName);
      });
    },
    update: (tableName, id, changes) => {
      const table = expectTable(tableName);
      return store.transaction(() => {
        const before = store.find(tableName, id);
        if (before === undefined) {
          return undefined;
        }
        const full = { modifiedon: clock.now().toISOString(), ...changes, versionnumber: nextVersion() };
        const [names, values] = write(table, { ...full, ...table.compute?.({ ...before, ...full }) });
        const assignments = names.map((name) => `${name} = ?`).join(", ");
        const sql = `UPDATE ${quoteName(tableName)} SET ${assignments} WHERE ${quoteName(table.primaryId)} = ?`;
        database.run(sql, [...values, id.toLowerCase()]);
        return store.find(tableName, id);
      });
    },
    remove: (tableName, id) => {
      const table = expectTable(tableName);
      const sql = `DELETE FROM ${quoteName(tableName)} WHERE ${quoteName(table.primaryId)} = ?`;
      return database.run(sql, [id.toLowerCase()]).changes > 0;
    },
    find: (tableName, id) => {
      const table = expectTable(tableName);
      return select(table, { equals: { [table.primaryId]: id } })[0];
    },
    query: (tableName, query = {}) => select(expectTable(tableName), query),
    count: (tableName, query = {}) => {
      const { sql, values } = countSql(expectTable(tableName), query, collation);
      return Number(database.get(sql, [...values])?.["rows"]);
    },
    summarise: (tableName, by, greatest) =>
      database.all(summarySql(expectTable(tableName), by, greatest)).map((row) => ({
        value: String(row["value"]),
        rows: Number(row["rows"]),
        greatest: typeof row["greatest"] === "string" ? row["greatest"] : undefined,
      })),
    runId: () => String(database.get('SELECT id FROM "/run"')?.["id"]),
    transaction: (work) => {
      const name = `"work ${depth}"`;
      database.exec(`SAVEPOINT ${name}`);
      depth += 1;
      try {
        const result = work();
        database.exec(`RELEASE ${name}`);
        return result;
      } catch (error) {
        database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
        throw error;
      } finally {
        depth -= 1;
      }
    },
    reset: () => {
      store.transaction(() => {
        for (const table of tables) {
          database.run(`DELETE FROM ${quoteName(table.name)}`);
        }
        database.run('UPDATE "/run" SET id = ?', [randomUUID()]);
      });
    },
    close: () => {
      if (database.isOpen) {
        database.close();
        release();
      }
    },
  };
  return store;
}

function initialCells(table: TableDefinition): Row {
  return Object.fromEntries(table.columns.flatMap(({ name, initial }) => (initial === undefined ? [] : [[name, initial]])));
}

function complete(table: TableDefinition, row: Row): Row {
  return { ...row, ...table.compute?.(row) };
}

function expectTable(name: string): TableDefinition {
  const table = findTable(name);
  if (table === undefined) {
    throw new TypeError(`The emulated organization has no table ${quoteName(name)}.`);
  }
  return table;
}

function expectRow(row: Row | undefined, table: string): Row {
  if (row === undefined) {
    throw new Error(`A row just written to ${table} is not there.`);
  }
  return row;
}
