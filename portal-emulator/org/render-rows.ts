import type { TableDefinition } from "../schema/table-definition.ts";
import type { RowReference } from "../odata/payload/payload.ts";
import { orgHeaders } from "./org-fault.ts";

/** The address of a row as `OData-EntityId`, `Location` and `@odata.id` give it. */
export function rowUrl(root: string, table: TableDefinition, id: string): string {
  return `${root}/${table.entitySet}(${id})`;
}

export function referenceTo(root: string, table: TableDefinition, id: string): RowReference {
  return { table, key: { kind: "id", id }, url: rowUrl(root, table, id) };
}

export function noContent(headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 204, headers: { ...orgHeaders, ...headers } });
}

export function json(body: unknown, headers: Readonly<Record<string, string>> = {}, status: 200 | 201 = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; odata.metadata=minimal", ...orgHeaders, ...headers },
  });
}

export function plain(text: string): Response {
  return new Response(text, { headers: { ...orgHeaders, "content-type": "text/plain" } });
}
