import { requirePermittedRow } from "./find-permitted-row.ts";
import { commonHeaders } from "./portal-fault.ts";
import { requireColumnList } from "./require-columns.ts";
import { requireMatch } from "./row-conditions.ts";
import type { TargetOf, WebApiCall } from "./web-api-call.ts";

/** DELETE of a row; its children go, or lose their lookup, as the relationships say. */
export async function deleteRow(call: WebApiCall, { table, key }: TargetOf<"row">): Promise<Response> {
  const row = await requirePermittedRow(call, { table, key }, "delete");
  requireColumnList(call, table);
  await call.service.remove(table.name, String(row[table.primaryId]), requireMatch(call.request, row));
  call.readCache.forget([table.name, ...childTables(call, table.name)]);
  call.effect(`${table.name} deleted`);
  return new Response(null, { status: 204, headers: commonHeaders });
}

/** A deletion reaches them through the relationships' rules, level by level. */
function childTables({ context }: WebApiCall, parent: string): readonly string[] {
  const found = new Set([parent]);
  for (const table of found) {
    for (const navigation of context.schema.navigations(table)) if (navigation.kind === "children") found.add(navigation.target);
  }
  return [...found];
}
