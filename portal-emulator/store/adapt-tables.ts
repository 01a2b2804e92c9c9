import { UserError } from "../../contract/user-error.ts";
import type { ColumnType, TableDefinition } from "../schema/table-definition.ts";
import type { OpenDatabaseOptions } from "./open-database.ts";
import type { Database } from "./prepared-database.ts";
import { quoteName } from "./sql-names.ts";
import { columnSql, createTableSql, indexesSql } from "./table-sql.ts";

type Layout = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Adds the tables, columns and indexes that the schema has and the file has not.
 * Throws UserError `database-other-schema`, exit 2: the file has what the schema lacks or holds as another type, or rows that a new key forbids.
 */
export function adaptTables(database: Database, { file, schema }: OpenDatabaseOptions): void {
  const layout = readLayout(database);
  assertKept(layout, schema.tables, file);
  for (const table of schema.tables) {
    const columns = layout.get(table.name);
    if (columns === undefined) {
      database.exec(createTableSql(table));
    } else {
      addColumns(database, table, columns);
      adaptIndexes(database, table, file);
    }
    const types = JSON.stringify(Object.fromEntries(table.columns.map(({ name, type }) => [name, type])));
    database.run('INSERT INTO "/layout" VALUES (?, ?) ON CONFLICT DO UPDATE SET types = excluded.types WHERE types <> excluded.types', [
      table.name,
      types,
    ]);
  }
}

function readLayout(database: Database): Layout {
  return new Map(
    database.all('SELECT "table", types FROM "/layout"').map((row) => {
      // Written below, from names and types of columns.
      const types = JSON.parse(String(row["types"])) as Readonly<Record<string, string>>;
      return [String(row["table"]), new Map(Object.entries(types))];
    }),
  );
}

function assertKept(layout: Layout, tables: readonly TableDefinition[], file: string): void {
  const wanted = new Map(tables.map((table) => [table.name, new Map(table.columns.map(({ name, type }) => [name, type]))]));
  for (const [table, columns] of layout) {
    const known = wanted.get(table);
    if (known === undefined) {
      throw otherSchema(`The database ${file} has the table ${table}, which the schema lacks.`);
    }
    for (const [column, type] of columns) {
      const now = known.get(column);
      if (now === undefined) {
        throw otherSchema(`The database ${file} has the column ${table}.${column}, which the schema lacks.`);
      }
      if (!isSameKind(type, now)) {
        throw otherSchema(`The database ${file} holds ${table}.${column} as ${type}; the schema says ${now}.`);
      }
    }
  }
}

/** A text may become a memo and a memo a text: their values are the same. */
function isSameKind(kept: string, now: ColumnType): boolean {
  const isText = (type: string): boolean => type === "string" || type === "memo";
  return kept === now || (isText(kept) && isText(now));
}

function addColumns(database: Database, table: TableDefinition, kept: ReadonlyMap<string, string>): void {
  for (const column of table.columns.filter(({ name }) => !kept.has(name))) {
    for (const sql of columnSql(column)) {
      database.exec(`ALTER TABLE ${quoteName(table.name)} ADD COLUMN ${sql}`);
    }
  }
}

function adaptIndexes(database: Database, table: TableDefinition, file: string): void {
  const wanted = indexesSql(table);
  const kept = new Map(
    database
      .all("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", [table.name])
      .map((row) => [String(row["name"]), String(row["sql"])]),
  );
  for (const [name, sql] of kept) {
    if (wanted.get(name) !== sql) {
      database.exec(`DROP INDEX ${quoteName(name)}`);
    }
  }
  for (const [name, sql] of wanted) {
    if (kept.get(name) !== sql) {
      createIndex(database, { name, sql, file });
    }
  }
}

function createIndex(database: Database, { name, sql, file }: { name: string; sql: string; file: string }): void {
  try {
    database.exec(sql);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("UNIQUE constraint failed")) {
      throw error;
    }
    throw otherSchema(`The database ${file} has rows that are alike in the alternate key ${name}.`, error);
  }
}

function otherSchema(message: string, cause?: unknown): UserError {
  return new UserError("database-other-schema", message, {
    exitCode: 2,
    hint: "Give the schema file it was made with (--schema), delete the database, or give --db the path of a new file.",
    cause,
  });
}
