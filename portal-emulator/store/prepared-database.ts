import sqlite from "node-sqlite3-wasm";

export type SqlParameter = string | number | null;

/** One connection; statements are prepared once and used again. */
export interface Database {
  readonly isOpen: boolean;
  close(): void;
  exec(sql: string): void;
  run(sql: string, values?: readonly SqlParameter[]): { readonly changes: number };
  all(sql: string, values?: readonly SqlParameter[]): Readonly<Record<string, unknown>>[];
  get(sql: string, values?: readonly SqlParameter[]): Readonly<Record<string, unknown>> | undefined;
}

type Statement = ReturnType<InstanceType<typeof sqlite.Database>["prepare"]>;

/** Filters differ in their text; the longest unused one makes room. */
const maxStatements = 300;

/** Throws SQLite3Error. */
export function openPrepared(file: string): Database {
  const database = new sqlite.Database(file);
  const prepared = new Map<string, { readonly statement: Statement; usedAt: number }>();
  let uses = 0;

  function prepare(sql: string): { readonly statement: Statement; usedAt: number } {
    if (prepared.size >= maxStatements) {
      const eldest = [...prepared].reduce((one, other) => (other[1].usedAt < one[1].usedAt ? other : one));
      prepared.delete(eldest[0]);
      eldest[1].statement.finalize();
    }
    const entry = { statement: database.prepare(sql), usedAt: 0 };
    prepared.set(sql, entry);
    return entry;
  }

  function use<Result>(sql: string, work: (statement: Statement) => Result): Result {
    const entry = prepared.get(sql) ?? prepare(sql);
    uses += 1;
    entry.usedAt = uses;
    try {
      return work(entry.statement);
    } catch (error) {
      // A statement that failed fails again at its next reset.
      prepared.delete(sql);
      finalize(entry.statement);
      throw error;
    }
  }

  return {
    get isOpen() {
      return database.isOpen;
    },
    close: () => {
      for (const { statement } of prepared.values()) {
        statement.finalize();
      }
      prepared.clear();
      database.close();
    },
    exec: (sql) => database.exec(sql),
    run: (sql, values = []) => use(sql, (statement) => statement.run(bound(values))),
    all: (sql, values = []) => use(sql, (statement) => statement.all(bound(values))),
    // To its end: a statement left at its first row keeps its read transaction open.
    get: (sql, values = []) => use(sql, (statement) => statement.all(bound(values))[0]),
  };
}

/** The library's types ask for an array it may change; it only reads it. */
function bound(values: readonly SqlParameter[]): SqlParameter[] {
  // Its copy would cost as much as the binding.
  return values as SqlParameter[];
}

/** Finalizing reports the failure of the last run once more. */
function finalize(statement: Statement): void {
  try {
    statement.finalize();
  } catch (error) {
    if (!(error instanceof sqlite.SQLite3Error)) {
      throw error;
    }
  }
}
