import type { ColumnUse } from "../query/column-use.ts";
import type { FilterNode } from "../query/filter.ts";
import type { ReadContext, TableAccess } from "../query/row-reader.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { requireServed } from "./find-served-table.ts";
import { chainedRead, columnNotEnabled } from "./portal-faults.ts";
import { allowedColumns, type AllowedColumns } from "./require-columns.ts";
import { requirePermission, type AllowedRows } from "./require-permission.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** What one read of a visitor may touch, found out table by table. */
export interface ReadScope {
  /** Queries through this see what the visitor may see. */
  readonly context: ReadContext;
  /** Judges what a query uses, in its order: served, readable, listed. Throws PortalFault. */
  require(uses: readonly ColumnUse[]): void;
  /** Names the rows the visitor may see of these tables: visitors with the same share what was read. */
  describe(tables: readonly string[]): string;
}

export interface ReadScopeOptions {
  /**
   * Plain OData over permissions with several relationships is documented to fail; FetchXML is the documented way out.
   * https://learn.microsoft.com/power-pages/configure/web-api-overview
   */
  readonly language: "odata" | "fetchxml";
}

export function createReadScope(call: WebApiCall, root: TableDefinition, { language }: ReadScopeOptions): ReadScope {
  const { schema, store, switches } = call.context;
  const known = new Map<string, AllowedRows | undefined>();
  /** undefined: no rows. */
  const rowsOf = (table: string): AllowedRows | undefined => {
    if (known.has(table)) return known.get(table);
    const rows = isDenied(call, table) ? undefined : requirePermission(call, table, "read");
    if (rows?.kind === "some" && rows.levels > 1 && language === "odata" && switches.chainedODataReads === "refused")
      throw chainedRead(table);
    known.set(table, rows);
    return rows;
  };
  /** FetchXML names a lookup by its logical name; which of the two names must be listed for that is not known. */
  const isListed = (columns: AllowedColumns, column: string): boolean =>
    columns.has(column) || (language === "fetchxml" && columns.has(column.replace(/^_(.+)_value$/u, "$1")));
  const findTable = (name: string): TableDefinition => {
    const table = schema.findTable(name);
    if (table === undefined) throw new TypeError(`A query reads a table that is not there: ${name}`);
    return table;
  };
  const access = (name: string): TableAccess => {
    const rows = rowsOf(name);
    if (rows === undefined) return { kind: "rows", filter: noRow(findTable(name)) };
    return rows.kind === "every" ? { kind: "rows" } : { kind: "rows", filter: rows.filter };
  };
  return {
    context: { reader: call.service, schema, collation: store.collation, access },
    require(uses) {
      for (const { table: name, column } of uses) {
        const table = findTable(name);
        if (name !== root.name && table.intersect !== true) requireServed(call, table);
        if (table.intersect !== true) rowsOf(name);
        if (column === undefined || call.columns === "every") continue;
        if (column === "*" || !isListed(allowedColumns(call, table, "read"), column)) throw columnNotEnabled(column, name);
      }
    },
    describe: (tables) => JSON.stringify(tables.map((table) => [table, rowsOf(table) ?? "none"])),
  };
}

/** Server logic sees no rows where the Web API would refuse. */
export function isDenied({ permissions, deniedReads }: WebApiCall, table: string): boolean {
  return deniedReads === "no-rows" && permissions.rows(table, "read").kind === "none";
}

function noRow({ primaryId }: TableDefinition): FilterNode {
  return {
    kind: "compare",
    operator: "eq",
    left: { kind: "column", name: primaryId },
    right: { kind: "literal", value: null },
  };
}
