import type { FilterNode } from "../query/filter.ts";

/** A value as Dataverse's JSON shows it. Ids are lower-case GUIDs without braces, dates ISO 8601 in UTC. */
export type CellValue = string | number | boolean | null;

/** One row by logical column names; a lookup is stored under its logical name as the target's id. */
export type Row = Readonly<Record<string, CellValue>>;

export interface RowQuery {
  /** All of these columns have these values; strings compare without case. */
  readonly equals?: Row;
  readonly filter?: FilterNode;
  readonly orderBy?: readonly { readonly column: string; readonly descending: boolean }[];
  /** Rows at most. */
  readonly top?: number;
  /** Rows to leave out first; the order is complete, so pages neither repeat nor miss a row. */
  readonly skip?: number;
}

/** The rows of the emulated organization, in one SQLite database. Unknown tables are a bug and throw. */
export interface Store {
  /**
   * Adds a row; gives it an id unless it has one, `createdon`, `modifiedon`, a new `versionnumber`, the table's initial values and
   * computed columns (`fullname`). An id that is there already is a bug of the caller and throws.
   */
  insert(table: string, row: Row): Row;
  /** Changes the named columns; undefined when there is no such row. */
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
  /** Names this set of rows: another one after `reset` and in another file. */
  runId(): string;
  /** All or nothing: a throw inside takes every change back. */
  transaction<Result>(work: () => Result): Result;
  /** Empties every table. */
  reset(): void;
  close(): void;
}
