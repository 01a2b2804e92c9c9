import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { findColumn, findColumnByReadName } from "../schema/table-definition.ts";
import { QueryFault } from "./query-fault.ts";

/** `PropertyName` of a query function: public code writes a lookup by its logical name (`ownerid`) and as rows show it; both are taken (assumed). */
export function findPropertyName(table: TableDefinition, name: string): ColumnDefinition | undefined {
  return findColumnByReadName(table, name) ?? findColumn(table, name);
}

/** The column a query names. Throws QueryFault `unknown-column`. */
export function requireColumn(table: TableDefinition, name: string, position?: number): ColumnDefinition {
  const column = findColumnByReadName(table, name);
  if (column === undefined) {
    throw unknownColumn(table, name, position);
  }
  return column;
}

export function unknownColumn(table: TableDefinition, name: string, position?: number): QueryFault {
  return new QueryFault(
    "unknown-column",
    `Could not find a property named '${name}' on type 'Microsoft.Dynamics.CRM.${table.name}'.`,
    position,
  );
}
