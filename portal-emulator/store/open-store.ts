import { resolve } from "node:path";
import sqlite from "node-sqlite3-wasm";
import type { Collation } from "../../contract/emulator.ts";
import type { Clock } from "../emulator-context.ts";
import type { SqlContext } from "../query/filter-to-sql.ts";
import { countSql, everyColumn, selectSql, summarySql } from "../query/rows-to-sql.ts";
import type { Schema } from "../schema/schema.ts";
import { standardSchema } from "../schema/standard-schema.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { claimDatabase } from "./claim-database.ts";
import { DuplicateKey } from "./duplicate-key.ts";
import { openDatabase } from "./open-database.ts";
import { readOwnValues } from "./own-values.ts";
import type { Database } from "./prepared-database.ts";
import { risingId } from "./rising-id.ts";
import { putSnapshotBack, takeSnapshot } from "./snapshots.ts";
import { quoteName } from "./sql-names.ts";
import type { CellValue, Row, RowQuery, Store } from "./store.ts";
import { activeKeys } from "./table-sql.ts";
import { createTransactions } from "./transactions.ts";
import type { TableWriter } from "./written-cells.ts";
import { createTableWriter, readCells } from "./written-cells.ts";

export interface StoreOptions {
  /** Path of the database file, or ":memory:". */
  readonly file: string;
  readonly clock: Clock;
  /** Its tables; a file made with an earlier schema gets what is new. */
  readonly schema?: Schema;
  /** How text compares; `accent-insensitive` is English (United States). */
  readonly collation?: Collation;
}

/**
 * Opens the emulated organization's rows; makes the file when there is none.
 * Throws UserError `database-in-use` (exit 3), `database-unusable` (exit 2: no SQLite database, another program's, not readable),
 * `database-other-schema` (exit 2: made with a schema that does not fit this one).
 */
export function openStore({ file, clock, schema = standardSchema, collation = "accent-insensitive" }: StoreOptions): Store {
  const claim = file === ":memory:" ? undefined : claimDatabase(resolve(file));
  try {
    const database = openDatabase({ file: file === ":memory:" ? file : resolve(file), schema, collation });
    return createStore({ database, clock, schema, collation, release: () => claim?.release() });
  } catch (error) {
    claim?.release();
    throw error;
  }
}

interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  readonly schema: Schema;
  readonly collation: Collation;
  readonly release: () => void;
}

function createStore({ database, clock, schema, collation, release }: Parts): Store {
  const columnLists = new Map(schema.tables.map((table) => [table, everyColumn(table)]));
  const sqlContext: SqlContext = {
    collation,
    findTable: (name) => schema.findTable(name),
    everyColumn: (table) => columnLists.get(table) ?? everyColumn(table),
  };
  const writers = new Map(schema.tables.map((table) => [table.name, createTableWriter(table, collation)]));
  const { begin, transaction } = createTransactions(database);
  const { takeVersions, passVersion, startRun, ...ownValues } = readOwnValues(database);

  function expectWriter(name: string): TableWriter {
    const writer = writers.get(name);
    if (writer === undefined) {
      throw new TypeError(`The emulated organization has no table ${quoteName(name)}.`);
    }
    return writer;
  }

  const expectTable = (name: string): TableDefinition => expectWriter(name).table;

  function select(table: TableDefinition, query: RowQuery): Row[] {
    const { sql, values } = selectSql(table, query, sqlContext);
    const columns = expectWriter(table.name).columnsOf(query.columns);
    return database.all(sql, values).map((row) => readCells(String(row["cells"]), columns));
  }

  /** Says which alternate key, or that the id, is there already. */
  function write(writer: TableWriter, row: Row, work: () => void): void {
    try {
      work();
    } catch (error) {
      const { table } = writer;
      if (!(error instanceof sqlite.SQLite3Error) || !error.message.startsWith("UNIQUE constraint failed")) {
        throw error;
      }
      const id = row[table.primaryId];
      const repeated = activeKeys(table).find((key) => {
        const other = findByKeyColumns(table, key.columns, row);
        return other !== undefined && other[table.primaryId] !== id;
      });
      if (repeated !== undefined) {
        throw new DuplicateKey(table.name, repeated.name);
      }
      throw new TypeError(`The table ${table.name} has a row with this id already.`, { cause: error });
    }
  }

  function findByKeyColumns(table: TableDefinition, columns: readonly string[], row: Row): Row | undefined {
    const cells = columns.map((column) => [column, row[column] ?? null] as const);
    return cells.some(([, cell]) => cell === null) ? undefined : select(table, { equals: Object.fromEntries(cells) })[0];
  }

  function insertRow(writer: TableWriter, row: Row, stamp: { readonly now: string; readonly id: string; readonly version: number }): Row {
    const { table } = writer;
    // One object, filled: copies of wide rows cost more than writing them.
    const full: Record<string, CellValue> = { ...writer.initial };
    for (const name of writer.dates) {
      full[name] = stamp.now;
    }
    Object.assign(full, row);
    full[table.primaryId] = stamp.id;
    if (writer.hasVersion) {
      full["versionnumber"] = stamp.version;
    }
    Object.assign(full, table.compute?.(full));
    insertCells(writer, full);
    return full;
  }

  function insertCells(writer: TableWriter, row: Row): void {
    const { names, values } = writer.write(row);
    const sql = writer.insertSql(names);
    write(writer, row, () => void database.run(sql, values));
  }

  function insertBuiltInRows(): void {
    for (const table of schema.tables) {
      for (const row of table.builtInRows ?? []) {
        if (store.find(table.name, String(row[table.primaryId])) === undefined) {
          store.insert(table.name, row);
        }
      }
    }
  }

  const store: Store = {
    collation,
    insert: (tableName, row) => {
      const writer = expectWriter(tableName);
      return transaction(() => {
        const given = row[writer.table.primaryId];
        const now = clock.now();
        const id = typeof given === "string" ? given.toLowerCase() : risingId(Math.max(now.getTime(), 0));
        return writer.show(insertRow(writer, row, { now: now.toISOString(), id, version: takeVersions(1) }));
      });
    },
    insertMany: (tableName, rows) => {
      const writer = expectWriter(tableName);
      return transaction(() => {
        const now = clock.now().toISOString();
        const first = takeVersions(1);
        let version = first;
        for (const row of rows) {
          const given = row[writer.table.primaryId];
          insertRow(writer, row, { now, id: typeof given === "string" ? given.toLowerCase() : risingId(version), version });
          version += 1;
        }
        // The one taken in front is the first row's, or nobody's.
        takeVersions(Math.max(version - first - 1, 0));
        return version - first;
      });
    },
    update: (tableName, id, changes) => {
      const writer = expectWriter(tableName);
      const { table } = writer;
      return transaction(() => {
        const before = store.find(tableName, id);
        if (before === undefined) {
          return undefined;
        }
        const stamped = {
          ...(writer.dates.includes("modifiedon") ? { modifiedon: clock.now().toISOString() } : {}),
          ...changes,
          ...(writer.hasVersion ? { versionnumber: takeVersions(1) } : {}),
        };
        const after = { ...before, ...stamped };
        const { names, values } = writer.write({ ...stamped, ...table.compute?.(after) });
        const assignments = names.map((name) => `${name} = ?`).join(", ");
        const sql = `UPDATE ${quoteName(tableName)} SET ${assignments} WHERE ${quoteName(table.primaryId)} = ?`;
        write(writer, after, () => void database.run(sql, [...values, id.toLowerCase()]));
        return writer.show({ ...after, ...table.compute?.(after) });
      });
    },
    put: (tableName, row) => {
      const writer = expectWriter(tableName);
      transaction(() => {
        store.remove(tableName, String(row[writer.table.primaryId]));
        insertCells(writer, row);
        passVersion(Number(row["versionnumber"] ?? 0));
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
      const { sql, values } = countSql(expectTable(tableName), query, sqlContext);
      return Number(database.get(sql, values)?.["rows"]);
    },
    summarise: (tableName, by, greatest) =>
      database.all(summarySql(expectTable(tableName), by, greatest)).map((row) => ({
        value: String(row["value"]),
        rows: Number(row["rows"]),
        greatest: typeof row["greatest"] === "string" ? row["greatest"] : undefined,
      })),
    ...ownValues,
    transaction,
    begin,
    reset: () => {
      transaction(() => {
        for (const table of schema.tables) {
          database.run(`DELETE FROM ${quoteName(table.name)}`);
        }
        insertBuiltInRows();
        startRun();
      });
    },
    snapshot: () => transaction(() => takeSnapshot(database, schema)),
    restore: (id) =>
      transaction(() => {
        const found = putSnapshotBack(database, schema, id);
        if (found) {
          insertBuiltInRows();
          startRun();
        }
        return found;
      }),
    close: () => {
      if (database.isOpen) {
        database.close();
        release();
      }
    },
  };
  transaction(insertBuiltInRows);
  return store;
}
