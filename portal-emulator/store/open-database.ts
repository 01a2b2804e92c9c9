import sqlite from "node-sqlite3-wasm";
import type { Collation } from "../../contract/emulator.ts";
import { UserError } from "../../contract/user-error.ts";
import type { Schema } from "../schema/schema.ts";
import { layOut } from "./lay-out.ts";
import type { Database } from "./prepared-database.ts";
import { openPrepared } from "./prepared-database.ts";

export interface OpenDatabaseOptions {
  /** Path of the database file, or ":memory:". */
  readonly file: string;
  readonly schema: Schema;
  readonly collation: Collation;
}

/** Opens the file, laid out for the schema. Throws UserError `database-unusable` or `database-other-schema`, exit 2. */
export function openDatabase(options: OpenDatabaseOptions): Database {
  let database: Database | undefined;
  try {
    database = openPrepared(options.file);
    // Write-ahead: the library's lock makes SQLite believe that a rollback journal left by a killed process is in use, and it would
    // never be played back. Exclusive: write-ahead without it needs shared memory, which the library has not.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.get("PRAGMA journal_mode = WAL");
    // What is committed survives the end of this process at any moment; only a power cut may take the last moments of it.
    database.exec("PRAGMA synchronous = NORMAL");
    // Pages of the log until it is written back, which waits for the disk twice; the usual 1,000 would do that after every hundred creates.
    database.get("PRAGMA wal_autocheckpoint = 8000");
    // Kibibytes; taken as needed. Every page that is not in here costs a call out of WebAssembly.
    database.exec("PRAGMA cache_size = -131072");
    layOut(database, options);
    return database;
  } catch (error) {
    database?.close();
    if (!(error instanceof sqlite.SQLite3Error)) {
      throw error;
    }
    throw new UserError("database-unusable", `The file ${options.file} cannot be used as a database: ${error.message}.`, {
      exitCode: 2,
      hint: "Give --db the path of a new file, or of one that an earlier run made.",
      cause: error,
    });
  }
}
