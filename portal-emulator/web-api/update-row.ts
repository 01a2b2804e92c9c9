import { renderEtag } from "../odata/read-rows.ts";
import type { Row } from "../store/store.ts";
import { insertRow } from "./create-row.ts";
import { commonHeaders } from "./portal-fault.ts";
import { dataverseFault, noColumns, rowNotFound } from "./portal-faults.ts";
import { checkCells, readObject } from "./read-changes.ts";
import { allowedColumns } from "./require-columns.ts";
import { requirePermission, requirePermissionOnRow } from "./require-permission.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** PATCH of a row: changes it, or creates it under that id unless `If-Match: *` forbids. */
export async function updateRow(call: WebApiCall): Promise<Response> {
  requirePermissionOnRow(call, "write");
  const columns = allowedColumns(call, "update");
  const body = await readObject(call);
  const { context, request, table, id } = call;
  const row = context.store.find(table.name, id);
  if (row === undefined) {
    return createUnderId(call, body);
  }
  requireMatch(request, row);
  const cells = checkCells(call, body, columns);
  if (cells[table.primaryId] !== undefined && cells[table.primaryId] !== id) {
    throw dataverseFault(400, "0x80040203", "The id of a row cannot be changed.");
  }
  context.store.update(table.name, id, cells);
  context.effect(request, `${table.name} updated`);
  return new Response(null, { status: 204, headers: commonHeaders });
}

function createUnderId(call: WebApiCall, body: Readonly<Record<string, unknown>>): Response {
  const { request, table, id } = call;
  if (request.headers.has("if-match")) {
    throw rowNotFound(table.name, id);
  }
  requirePermission(call, "create");
  const cells = checkCells(call, body, allowedColumns(call, "create"));
  if (Object.keys(cells).length === 0) {
    throw noColumns();
  }
  return insertRow(call, { ...cells, [table.primaryId]: id });
}

/** Conditions on the row that is there. Observed (third party). */
function requireMatch(request: Request, row: Row): void {
  const match = request.headers.get("if-match");
  if (match !== null && match !== "*" && match !== renderEtag(row)) {
    throw dataverseFault(412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided.");
  }
  if (request.headers.get("if-none-match") === "*") {
    throw dataverseFault(412, "0x80040237", "A record with matching key values already exists.");
  }
}
