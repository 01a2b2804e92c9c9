import { readRow } from "../odata/read-page.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { commonHeaders } from "./portal-fault.ts";
import { columnNotEnabled } from "./portal-faults.ts";
import { readableColumns } from "./read-operations.ts";
import { readQuery } from "./read-query.ts";
import { createReadScope } from "./read-scope.ts";
import { renderOneNode } from "./read-through.ts";
import { requirePermission } from "./require-permission.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** The answer to a write, with the row as it is after it. */
export type Represent = (id: string, status: 200 | 201) => Promise<Response>;

/**
 * What `Prefer: return=representation` asks of a write; undefined: it does not ask. Sources disagree, hence the switch: a refusal, because reading the
 * row back asks for every column, or the row with the columns the request names, else all that may be read. Throws PortalFault before anything is
 * written.
 */
export function planRepresentation(call: WebApiCall, table: TableDefinition): Represent | undefined {
  if (!/(?:^|[,;\s])return\s*=\s*representation\b/iu.test(call.request.headers.get("prefer") ?? "")) return undefined;
  if (call.context.switches.returnRepresentation === "refused") throw columnNotEnabled("*", table.name);
  requirePermission(call, table.name, "read");
  const scope = createReadScope(call, table, { language: "odata" });
  const query = readQuery(call, table, scope);
  const columns = readableColumns(call, table);
  return async (id, status) => {
    const node = await readRow(scope.context, query, id);
    // Written, but out of the visitor's sight.
    if (node === undefined) return new Response(null, { status: 204, headers: commonHeaders });
    const { body, etag } = await renderOneNode(call, scope, node, columns);
    return Response.json(body, { status, headers: { ...commonHeaders, etag, "preference-applied": "return=representation" } });
  };
}
