import { randomUUID } from "node:crypto";
import type { Collation } from "../../contract/emulator.ts";
import { UserError } from "../../contract/user-error.ts";
import { isText } from "../schema/table-definition.ts";
import { adaptTables } from "./adapt-tables.ts";
import { foldText } from "./fold-text.ts";
import type { OpenDatabaseOptions } from "./open-database.ts";
import type { Database } from "./prepared-database.ts";
import { dropSnapshots } from "./snapshots.ts";
import { keyColumn, quoteName } from "./sql-names.ts";

/** Marks the file as ours: "pkit" in ASCII. https://www.sqlite.org/pragma.html#pragma_application_id */
const applicationId = 0x706b6974;
/** Counts up when the layout changes. */
const layoutVersion = 2;

/** Makes a new database ours, or an earlier one fit the schema and the collation. Tables of the store's own begin with "/". */
export function layOut(database: Database, options: OpenDatabaseOptions): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    if (database.get("SELECT count(*) AS things FROM sqlite_schema")?.["things"] === 0) {
      makeOwnTables(database, options.collation);
    } else {
      assertOurs(database, options.file);
    }
    // A file of an earlier version has none, and fits all the same.
    database.exec('CREATE TABLE IF NOT EXISTS "/clock" (id INTEGER PRIMARY KEY CHECK (id = 1), "offsetMs" INTEGER NOT NULL) STRICT');
    adaptTables(database, options);
    if (database.get('SELECT name FROM "/collation"')?.["name"] !== options.collation) {
      foldAgain(database, options);
    }
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function makeOwnTables(database: Database, collation: Collation): void {
  database.exec(
    [
      'CREATE TABLE "/counter" (version INTEGER NOT NULL) STRICT; INSERT INTO "/counter" VALUES (1000)',
      'CREATE TABLE "/collation" (name TEXT NOT NULL) STRICT',
      'CREATE TABLE "/run" (id TEXT NOT NULL) STRICT',
      // Types of a table's columns, by name, as JSON.
      'CREATE TABLE "/layout" ("table" TEXT PRIMARY KEY NOT NULL, types TEXT NOT NULL) STRICT',
      'CREATE TABLE "/snapshot" (id TEXT PRIMARY KEY NOT NULL) STRICT',
      `PRAGMA application_id = ${applicationId}`,
      `PRAGMA user_version = ${layoutVersion}`,
    ].join(";\n"),
  );
  database.run('INSERT INTO "/collation" VALUES (?)', [collation]);
  database.run('INSERT INTO "/run" VALUES (?)', [randomUUID()]);
}

function assertOurs(database: Database, file: string): void {
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
}

/** The folded forms in the file were made for another collation. */
function foldAgain(database: Database, { schema, collation }: OpenDatabaseOptions): void {
  for (const table of schema.tables) {
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
  // Their copies hold the old forms, too.
  dropSnapshots(database);
  database.run('UPDATE "/collation" SET name = ?', [collation]);
}
