import type { Row } from "../store/store.ts";

/** date: a day without time · choice: the integer of an option · multichoice: several, as `1,2` · decimal, double, money: numbers with a fraction. */
export const columnTypes = [
  "string",
  "memo",
  "integer",
  "bigint",
  "decimal",
  "double",
  "money",
  "boolean",
  "datetime",
  "date",
  "uniqueidentifier",
  "lookup",
  "choice",
  "multichoice",
] as const;
export type ColumnType = (typeof columnTypes)[number];

/** Which source says that the column exists and has this shape. */
export type ColumnEvidence = "documented" | "assumed";

export interface ChoiceOption {
  readonly value: number;
  /** In the organization's base language; what `@OData.Community.Display.V1.FormattedValue` shows. */
  readonly label: string;
  /** Of a status reason: the `statecode` it belongs to. */
  readonly state?: number;
}

export interface ColumnDefinition {
  /** Logical name. */
  readonly name: string;
  readonly type: ColumnType;
  /** As schema names are spelled, e.g. `EMailAddress1`; absent: not known, the logical name stands in. */
  readonly schemaName?: string;
  readonly displayName?: string;
  /** UTF-16 code units, of a string or memo. */
  readonly maxLength?: number;
  /** Set by the platform; a request cannot write it. */
  readonly readOnly?: true;
  /** Its text is Base64 and nothing else. */
  readonly base64?: true;
  /** Look-ups by this column use an index. */
  readonly indexed?: true;
  /** Values a choice, a multichoice or (two of them) a boolean may have; absent: any integer, and Yes and No. */
  readonly options?: readonly ChoiceOption[];
  /** What a new row gets when the request does not say. */
  readonly initial?: number | boolean;
  /** Logical names of the tables a lookup may point at; more than one: polymorphic. */
  readonly targets?: readonly string[];
  readonly evidence: ColumnEvidence;
}

/** A set of columns whose values name one row. https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity */
export interface AlternateKey {
  readonly name: string;
  readonly columns: readonly string[];
  /** Only an active key finds rows and keeps them unique; the index of a new one is built in the background. */
  readonly state: "pending" | "in-progress" | "active" | "failed";
}

export interface TableDefinition {
  /** Logical name. */
  readonly name: string;
  readonly entitySet: string;
  readonly primaryId: string;
  readonly primaryName: string;
  readonly schemaName?: string;
  readonly displayName?: string;
  /** Requests to the organization may only read it. */
  readonly readOnly: boolean;
  /** Rows live partitioned by `partitionid`; queries are limited. https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables */
  readonly elastic: boolean;
  /** The table behind a many-to-many relationship; it has no entity set of its own in the portal Web API. */
  readonly intersect?: true;
  readonly columns: readonly ColumnDefinition[];
  /**
   * Logical name of the lookup to this table itself whose relationship is hierarchical; a table has one at most.
   * https://learn.microsoft.com/power-apps/maker/data-platform/define-query-hierarchical-data
   */
  readonly hierarchy?: string;
  readonly alternateKeys?: readonly AlternateKey[];
  /** Rows every organization has, also after a reset. */
  readonly builtInRows?: readonly Row[];
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
