import type { Row } from "../store/store.ts";
import { commonHeaders } from "./portal-fault.ts";
import { columnNotEnabled, dataverseFault, noColumns } from "./portal-faults.ts";
import { readChanges } from "./read-changes.ts";
import { requirePermission } from "./require-permission.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** POST to a collection: 204, the id in headers. */
export async function createRow(call: WebApiCall): Promise<Response> {
  requirePermission(call, "create");
  const cells = await readChanges(call, "create");
  if (Object.keys(cells).length === 0) {
    throw noColumns();
  }
  if (/\breturn=representation\b/u.test(call.request.headers.get("prefer") ?? "")) {
    // Observed (third party): reading the row back asks for every column.
    throw columnNotEnabled("*", call.table.name);
  }
  return insertRow(call, cells);
}

export function insertRow({ context, request, table }: WebApiCall, cells: Row): Response {
  const given = cells[table.primaryId];
  if (typeof given === "string" && context.store.find(table.name, given) !== undefined) {
    throw dataverseFault(412, "0x80040237", "A record with matching key values already exists.");
  }
  const row = context.store.insert(table.name, cells);
  context.effect(request, `${table.name} created`);
  const id = String(row[table.primaryId]);
  const url = `${new URL(request.url).origin}/_api/${table.entitySet}(${id})`;
  const values = { entityid: id, "OData-EntityId": url, Location: url };
  const ids = context.switches.createIdHeaders.map((name): [string, string] => [name, values[name]]);
  return new Response(null, { status: 204, headers: { ...commonHeaders, ...Object.fromEntries(ids) } });
}
