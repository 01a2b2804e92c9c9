import { findByKey, missingRow } from "../odata/payload/bind-key.ts";
import type { RowKey } from "../odata/payload/payload.ts";
import { findColumn, readName, type TableDefinition } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import type { AskedPrivilege } from "./portal-faults.ts";
import { columnNotEnabled } from "./portal-faults.ts";
import { allowedColumns } from "./require-columns.ts";
import { requirePermission, requirePermissionOnRow } from "./require-permission.ts";
import type { WebApiCall } from "./web-api-call.ts";

interface Named {
  readonly table: TableDefinition;
  readonly key: RowKey;
}

/**
 * The row of a path, once the visitor may do this to it; undefined: it is not there. An alternate key tells whether a value exists, so its columns
 * must be readable (assumed: such keys are not documented for a portal). Throws PortalFault.
 */
export async function findPermittedRow(call: WebApiCall, { table, key }: Named, privilege: AskedPrivilege): Promise<Row | undefined> {
  requirePermission(call, table.name, privilege);
  if (key.kind === "alternate") requireKeyColumns(call, table, key.values);
  const row = await findByKey(call.service, table, key);
  const id = key.kind === "id" ? key.id : row?.[table.primaryId];
  if (typeof id === "string") await requirePermissionOnRow(call, table.name, id, privilege);
  return row;
}

/** As findPermittedRow; a row that is not there is Dataverse's fault. */
export async function requirePermittedRow(call: WebApiCall, named: Named, privilege: AskedPrivilege): Promise<Row> {
  const row = await findPermittedRow(call, named, privilege);
  if (row === undefined) throw missingRow(named.table, named.key);
  return row;
}

/** An alternate key tells whether a value exists. */
export function requireKeyColumns(call: WebApiCall, table: TableDefinition, values: Row): void {
  const columns = allowedColumns(call, table, "read");
  for (const name of Object.keys(values)) {
    const column = findColumn(table, name);
    if (!columns.has(column === undefined ? name : readName(column))) throw columnNotEnabled(name, table.name);
  }
}
