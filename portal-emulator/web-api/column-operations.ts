import { readName } from "../schema/table-definition.ts";
import { requirePermittedRow } from "./find-permitted-row.ts";
import { commonHeaders } from "./portal-fault.ts";
import { malformed } from "./portal-faults.ts";
import { readObject } from "./read-changes.ts";
import { allowedColumns, requireColumns } from "./require-columns.ts";
import { changeRow } from "./update-row.ts";
import type { TargetOf, WebApiCall } from "./web-api-call.ts";

// https://learn.microsoft.com/power-pages/configure/write-update-delete-operations

/** PUT of one column: `{"value": ...}`. */
export async function setColumn(call: WebApiCall, target: TargetOf<"column">): Promise<Response> {
  const { table, column } = target;
  const row = await requirePermittedRow(call, target, "write");
  const body = await readObject(call);
  if (!Object.hasOwn(body, "value")) throw malformed("The body must hold the new value as 'value'.");
  return changeRow(call, { table, row, body: { [column.name]: body["value"] }, represent: undefined });
}

/** DELETE of one column's value. */
export async function clearColumn(call: WebApiCall, target: TargetOf<"column">): Promise<Response> {
  const row = await requirePermittedRow(call, target, "write");
  return changeRow(call, { table: target.table, row, body: { [target.column.name]: null }, represent: undefined });
}

/** GET of one column, as Dataverse answers it; for a portal it is not documented. */
export async function readColumn(call: WebApiCall, target: TargetOf<"column">): Promise<Response> {
  const { table, column } = target;
  const row = await requirePermittedRow(call, target, "read");
  requireColumns([readName(column)], allowedColumns(call, table, "read"), table.name);
  const value = row[column.name] ?? null;
  return value === null
    ? new Response(null, { status: 204, headers: commonHeaders })
    : Response.json({ value }, { headers: commonHeaders });
}
