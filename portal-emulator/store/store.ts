import type { Collation } from "../../contract/emulator.ts";
import type { FilterNode, LookupNavigation } from "../query/filter.ts";

/** A value as Dataverse's JSON shows it. Ids are lower-case GUIDs without braces, dates ISO 8601 in UTC. */
export type CellValue = string | number | boolean | null;

/** One row by logical column names; a lookup is stored under its logical name as the target's id. */
export type Row = Readonly<Record<string, CellValue>>;

export interface RowQuery {
  /** All of these columns have these values; strings compare without case. */
  readonly equals?: Row;
  readonly filter?: FilterNode;
  readonly orderBy?: readonly OrderKey[];
  /** Rows at most. */
  readonly top?: number;
  /** Rows to leave out first; the order is complete, so pages neither repeat nor miss a row. */
  readonly skip?: number;
  /** Only these columns are read, which is faster for wide tables; absent: all. */
  readonly columns?: readonly string[];
}

/** A transaction that stays open over several calls; transactions opened after it are parts of it and end before it does. */
export interface OpenTransaction {
  commit(): void;
  rollback(): void;
}

/** Nulls come first in ascending order. */
export interface OrderKey {
  /** Logical name. */
  readonly column: string;
  readonly descending: boolean;
  /** Lookups to follow first; see `ColumnOperand`. */
  readonly via?: readonly LookupNavigation[];
  /** By what is shown for the value: a lookup by the primary name of its row, a choice by its label. */
  readonly byShown?: true;
}

/** The rows of the emulated organization, in one SQLite database. Unknown tables are a bug and throw. */
export interface Store {
  /** How it compares text. */
  readonly collation: Collation;
  /**
   * Adds a row; gives it an id unless it has one, `createdon`, `modifiedon`, a new `versionnumber`, the table's initial values and
   * computed columns (`fullname`). An id that is there already is a bug of the caller and throws TypeError.
   * Throws DuplicateKey when the row repeats the values of an active alternate key.
   */
  insert(table: string, row: Row): Row;
  /** As `insert`, for many rows at once: all of them or none. Rows without an id get ids in rising order. Returns how many. */
  insertMany(table: string, rows: Iterable<Row>): number;
  /** Changes the named columns; undefined when there is no such row. Throws DuplicateKey as `insert` does. */
  update(table: string, id: string, changes: Row): Row | undefined;
  remove(table: string, id: string): boolean;
  find(table: string, id: string): Row | undefined;
  query(table: string, query?: RowQuery): Row[];
  count(table: string, query?: RowQuery): number;
  /** How many rows there are for each value of a column, and the greatest value of another among them; rows without the value are left out. */
  summarise(
    table: string,
    by: string,
    greatest: string,
  ): { readonly value: string; readonly rows: number; readonly greatest: string | undefined }[];
  /** Names this set of rows: another one after `reset` and `restore` and in another file. */
  runId(): string;
  /** How far the emulator's clock was moved from the machine's, as last kept; undefined: never. It stays through `reset` and `restore`, which are about rows. */
  clockOffsetMs(): number | undefined;
  keepClockOffset(ms: number): void;
  /** Writes a row exactly as it is, its version and computed columns included; replaces the one of its id. */
  put(table: string, row: Row): void;
  /** All or nothing: a throw inside takes every change back. */
  transaction<Result>(work: () => Result): Result;
  begin(): OpenTransaction;
  /** Empties every table but for the rows every organization has. Snapshots stay, and the clock's offset. */
  reset(): void;
  /** Keeps all rows as they are now, in the database itself; returns the id `restore` takes. Of more than `maxSnapshots` the oldest is dropped. */
  snapshot(): string;
  /** Puts all rows back, ids and versions as they were; false: there is no such snapshot. It can be restored again. */
  restore(id: string): boolean;
  close(): void;
}
