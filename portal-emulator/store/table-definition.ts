import type { Row } from "./store.ts";

/** date: a day without time · choice: the integer of an option. */
export const columnTypes = [
  "string",
  "memo",
  "integer",
  "bigint",
  "boolean",
  "datetime",
  "date",
  "uniqueidentifier",
  "lookup",
  "choice",
] as const;
export type ColumnType = (typeof columnTypes)[number];

/** Which source says that the column exists and has this shape. */
export type ColumnEvidence = "documented" | "assumed";

export interface ColumnDefinition {
  /** Logical name. */
  readonly name: string;
  readonly type: ColumnType;
  /** UTF-16 code units, of a string or memo. */
  readonly maxLength?: number;
  /** Set by the platform; a request cannot write it. */
  readonly readOnly?: true;
  /** Look-ups by this column use an index. */
  readonly indexed?: true;
  /** Values a choice may have; absent: any integer. */
  readonly options?: readonly number[];
  /** What a new row gets when the request does not say. */
  readonly initial?: number | boolean;
  /** Logical name of the table a lookup points at. */
  readonly target?: string;
  readonly evidence: ColumnEvidence;
}

export interface TableDefinition {
  /** Logical name. */
  readonly name: string;
  readonly entitySet: string;
  readonly primaryId: string;
  readonly primaryName: string;
  /** Requests to the organization may only read it. */
  readonly readOnly: boolean;
  /** Rows live partitioned by `partitionid`; queries are limited. https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables */
  readonly elastic: boolean;
  readonly columns: readonly ColumnDefinition[];
  /** Columns the platform works out from the others, from the whole row after a change. */
  readonly compute?: (row: Row) => Row;
}

export function findColumn(table: TableDefinition, name: string): ColumnDefinition | undefined {
  return table.columns.find((column) => column.name === name);
}

/** The name a row shows and a query uses: a lookup is read as `_<logical name>_value`. */
export function readName(column: ColumnDefinition): string {
  return column.type === "lookup" ? `_${column.name}_value` : column.name;
}

export function findColumnByReadName(table: TableDefinition, name: string): ColumnDefinition | undefined {
  return table.columns.find((column) => readName(column) === name);
}

/** Text that is compared without case. */
export function isText(column: ColumnDefinition): boolean {
  return column.type === "string" || column.type === "memo";
}
