import { commonHeaders } from "./portal-fault.ts";
import { rowNotFound } from "./portal-faults.ts";
import { requirePermissionOnRow } from "./require-permission.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** DELETE of a row. */
export function deleteRow(call: WebApiCall): Response {
  requirePermissionOnRow(call, "delete");
  const { context, request, table, id } = call;
  if (!context.store.remove(table.name, id)) {
    throw rowNotFound(table.name, id);
  }
  context.effect(request, `${table.name} deleted`);
  return new Response(null, { status: 204, headers: commonHeaders });
}
