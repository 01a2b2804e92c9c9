import type { Collation } from "../../contract/emulator.ts";
import type { OrganizationService } from "../organization/organization.ts";
import type { Schema } from "../schema/schema.ts";
import type { FilterNode } from "./filter.ts";

/** What queries read rows with. */
export type RowReader = Pick<OrganizationService, "query" | "count">;

/** Which rows of a table may be seen. */
export type TableAccess = { readonly kind: "rows"; readonly filter?: FilterNode } | { readonly kind: "denied" };

export interface ReadContext {
  readonly reader: RowReader;
  readonly schema: Schema;
  /** How the database compares text, where rows are compared outside of it. */
  readonly collation: Collation;
  /** Asked of every table whose rows are read, filtered by or joined; absent: every row may be seen. */
  readonly access?: (table: string) => TableAccess;
}

/** A query reads a table that must not be read. */
export class TableDenied extends Error {
  override readonly name = "TableDenied";
  /** Logical name. */
  readonly table: string;

  constructor(table: string) {
    super(`The table ${table} may not be read.`);
    this.table = table;
  }
}

/** What the visible rows of the table meet; undefined: every row is. Throws TableDenied. */
export function visibleRows(context: ReadContext, table: string): FilterNode | undefined {
  const access = context.access?.(table) ?? { kind: "rows" };
  if (access.kind === "denied") {
    throw new TableDenied(table);
  }
  return access.filter;
}

/** All of the conditions that are there; an empty object when none is. */
export function allOf(...filters: readonly (FilterNode | undefined)[]): { readonly filter?: FilterNode } {
  const [first, ...others] = filters.filter((filter) => filter !== undefined);
  if (first === undefined) {
    return {};
  }
  return { filter: others.length === 0 ? first : { kind: "and", operands: [first, ...others] } };
}
