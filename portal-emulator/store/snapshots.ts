import { randomUUID } from "node:crypto";
import type { Schema } from "../schema/schema.ts";
import type { Database } from "./prepared-database.ts";
import { quoteName } from "./sql-names.ts";

/** Each is a copy of all rows in the file; a test suite that takes one per test would fill the disk. */
export const maxSnapshots = 20;

/** Copies every table that has rows to a table beside it, within the caller's transaction; drops the oldest beyond `maxSnapshots`. Returns the snapshot's id. */
export function takeSnapshot(database: Database, schema: Schema): string {
  const id = randomUUID();
  for (const { name } of schema.tables) {
    if (database.get(`SELECT 1 FROM ${quoteName(name)} LIMIT 1`) !== undefined) {
      database.exec(`CREATE TABLE ${copyName(id, name)} AS SELECT * FROM ${quoteName(name)}`);
    }
  }
  database.run('INSERT INTO "/snapshot" VALUES (?)', [id]);
  const eldest = database.all('SELECT id FROM "/snapshot" ORDER BY rowid DESC LIMIT -1 OFFSET ?', [maxSnapshots]);
  for (const one of eldest) dropSnapshot(database, String(one["id"]));
  return id;
}

/**
 * Puts the rows of a snapshot in place of all others, within the caller's transaction; false: there is no such snapshot.
 * The versions of new rows go on rising: one that was given since then must not come to stand for something else.
 */
export function putSnapshotBack(database: Database, schema: Schema, id: string): boolean {
  if (database.get('SELECT 1 FROM "/snapshot" WHERE id = ?', [id]) === undefined) {
    return false;
  }
  for (const { name } of schema.tables) {
    database.run(`DELETE FROM ${quoteName(name)}`);
    // By name: the table may have got columns since.
    const columns = database
      .all("SELECT name FROM pragma_table_info(?)", [`/snapshot/${id}/${name}`])
      .map((column) => quoteName(String(column["name"])))
      .join(", ");
    if (columns !== "") {
      database.run(`INSERT INTO ${quoteName(name)} (${columns}) SELECT ${columns} FROM ${copyName(id, name)}`);
    }
  }
  return true;
}

/** All of them, within the caller's transaction. */
export function dropSnapshots(database: Database): void {
  for (const row of database.all('SELECT id FROM "/snapshot"')) dropSnapshot(database, String(row["id"]));
}

function dropSnapshot(database: Database, id: string): void {
  for (const row of database.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB ?", [`/snapshot/${id}/*`])) {
    database.exec(`DROP TABLE ${quoteName(String(row["name"]))}`);
  }
  database.run('DELETE FROM "/snapshot" WHERE id = ?', [id]);
}

function copyName(id: string, table: string): string {
  return quoteName(`/snapshot/${id}/${table}`);
}
