import type { TableDefinition } from "../schema/table-definition.ts";
import { checkNewRow } from "./check-links.ts";
import { commonHeaders } from "./portal-fault.ts";
import { noColumns } from "./portal-faults.ts";
import { readChanges, readObject } from "./read-changes.ts";
import { planRepresentation } from "./represent-row.ts";
import { requirePermission } from "./require-permission.ts";
import type { TargetOf, WebApiCall } from "./web-api-call.ts";
import { writeRow } from "./write-row.ts";

/** POST to a collection: 204, the id in headers. Related rows in the body are created with it. */
export async function createRow(call: WebApiCall, { table }: TargetOf<"collection">): Promise<Response> {
  requirePermission(call, table.name, "create");
  const payload = readChanges(call, table, await readObject(call), "create");
  if (payload.cells.length + payload.binds.length + payload.links.length + payload.nested.length === 0) throw noColumns();
  const represent = planRepresentation(call, table);
  await checkNewRow(call, payload);
  const id = await writeRow(call, payload, { kind: "create" });
  return (await represent?.(id, 201)) ?? renderCreated(call, table, id);
}

/** Which of the headers a portal sends differs between versions. */
export function renderCreated({ context, url }: WebApiCall, table: TableDefinition, id: string): Response {
  const address = `${url.origin}/_api/${table.entitySet}(${id})`;
  const values = { entityid: context.switches.entityIdForm === "bare" ? id : address, "OData-EntityId": address, Location: address };
  const ids = context.switches.createIdHeaders.map((name): [string, string] => [name, values[name]]);
  return new Response(null, { status: 204, headers: { ...commonHeaders, ...Object.fromEntries(ids) } });
}
