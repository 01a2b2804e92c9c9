import { randomUUID } from "node:crypto";
import sqlite from "node-sqlite3-wasm";
import { UserError } from "../../contract/user-error.ts";
import type { Collation } from "./fold-text.ts";
import { foldText } from "./fold-text.ts";
import { keyColumn, quoteName } from "./sql-names.ts";
import { createTableSql } from "./store-sql.ts";
import { isText } from "../schema/table-definition.ts";
import { tables } from "../schema/tables.ts";

export interface Database {
  readonly isOpen: boolean;
  close(): void;
  exec(sql: string): void;
  run(sql: string, values?: (string | number | null)[]): { readonly changes: number };
  all(sql: string, values?: (string | number | null)[]): Readonly<Record<string, unknown>>[];
  get(sql: string, values?: (string | number | null)[]): Readonly<Record<string, unknown>> | null;
}

/** Marks the file as ours: "pkit" in ASCII. https://www.sqlite.org/pragma.html#pragma_application_id */
const applicationId = 0x706b6974;
/** Counts up when the layout changes. */
const layoutVersion = 1;

/** Opens the file, laid out for the emulated organization. Throws UserError `database-unusable`, exit 2. */
export function openDatabase(file: string, collation: Collation): Database {
  let database: Database | undefined;
  try {
    database = new sqlite.Database(file);
    // Write-ahead: the library's lock makes SQLite believe that a rollback journal left by a killed process is in use, and it would
    // never be played back. Exclusive: write-ahead without it needs shared memory, which the library has not.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.get("PRAGMA journal_mode = WAL");
    layOut(database, file, collation);
    return database;
  } catch (error) {
    database?.close();
    if (!(error instanceof sqlite.SQLite3Error)) {
      throw error;
    }
    throw new UserError("database-unusable", `The file ${file} cannot be used as a database: ${error.message}.`, {
      exitCode: 2,
      hint: "Give --db the path of a new file, or of one that an earlier run made.",
      cause: error,
    });
  }
}

function layOut(database: Database, file: string, collation: Collation): void {
  const isNew = database.get("SELECT count(*) AS things FROM sqlite_schema")?.["things"] === 0;
  if (isNew) {
    database.exec(
      [
        "BEGIN",
        ...tables.map((table) => createTableSql(table)),
        'CREATE TABLE "/counter" (version INTEGER NOT NULL) STRICT; INSERT INTO "/counter" VALUES (1000);',
        'CREATE TABLE "/collation" (name TEXT NOT NULL) STRICT;',
        'CREATE TABLE "/run" (id TEXT NOT NULL) STRICT;',
        `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${layoutVersion};`,
        "COMMIT",
      ].join(";\n"),
    );
    database.run('INSERT INTO "/collation" VALUES (?)', [collation]);
    database.run('INSERT INTO "/run" VALUES (?)', [randomUUID()]);
    return;
  }
  if (database.get("PRAGMA application_id")?.["application_id"] !== applicationId) {
    throw new UserError("database-unusable", `The database ${file} belongs to another program.`, {
      exitCode: 2,
      hint: "Give --db the path of a new file.",
    });
  }
  const version = database.get("PRAGMA user_version")?.["user_version"];
  if (version !== layoutVersion) {
    throw new UserError(
      "database-unusable",
      `The database ${file} has layout ${String(version)}; this version writes layout ${layoutVersion}.`,
      { exitCode: 2, hint: "Delete it, or give --db the path of a new file." },
    );
  }
  if (database.get('SELECT name FROM "/collation"')?.["name"] !== collation) {
    foldAgain(database, collation);
  }
}

/** The folded forms in the file were made for another collation. */
function foldAgain(database: Database, collation: Collation): void {
  database.exec("BEGIN");
  for (const table of tables) {
    const id = quoteName(table.primaryId);
    for (const column of table.columns.filter((candidate) => isText(candidate))) {
      const rows = database.all(
        `SELECT ${id} AS id, ${quoteName(column.name)} AS text FROM ${quoteName(table.name)} WHERE ${quoteName(column.name)} IS NOT NULL`,
      );
      for (const row of rows) {
        database.run(`UPDATE ${quoteName(table.name)} SET ${keyColumn(column)} = ? WHERE ${id} = ?`, [
          foldText(String(row["text"]), collation),
          String(row["id"]),
        ]);
      }
    }
  }
  database.run('UPDATE "/collation" SET name = ?', [collation]);
  database.exec("COMMIT");
}
