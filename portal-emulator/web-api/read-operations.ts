import { parseQuery } from "../odata/parse-query.ts";
import type { BoundQuery } from "../odata/read-rows.ts";
import { bindQuery, readPageSize, readRows, renderEtag, renderRow } from "../odata/read-rows.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";
import { findColumnByReadName } from "../schema/table-definition.ts";
import { commonHeaders } from "./portal-fault.ts";
import { columnNotEnabled, dataverseFault, notBuilt, rowNotFound } from "./portal-faults.ts";
import { allowedColumns, requireColumns } from "./require-columns.ts";
import { onlyAllowed, requirePermission, requirePermissionOnRow } from "./require-permission.ts";
import type { WebApiCall } from "./web-api-call.ts";

// https://learn.microsoft.com/power-pages/configure/read-operations

/** GET of a collection. The permission is judged before `$select` is missed: observed (third party). */
export function listRows(call: WebApiCall): Response {
  const allowed = requirePermission(call, "read");
  const columns = allowedColumns(call, "read");
  const query = readQuery(call, columns);
  const { table, context, request } = call;
  if (query.select === undefined) {
    throw columnNotEnabled("*", table.name);
  }
  const { select } = query;
  const pageSize = readPageSize(request.headers.get("prefer"));
  const page = readRows(context.store, {
    table,
    query,
    ...onlyAllowed(allowed, table.primaryId),
    ...(pageSize === undefined ? {} : { pageSize }),
  });
  return answer({
    ...(page.count === undefined ? {} : { "@odata.count": page.count }),
    value: page.rows.map((row) => renderRow(row, table, select)),
    ...(page.nextToken === undefined ? {} : { "@odata.nextLink": renderNextLink(request.url, page.nextToken) }),
  });
}

/** GET of `/$count`. */
export function countRows(call: WebApiCall): Response {
  const allowed = requirePermission(call, "read");
  const query = readQuery(call, allowedColumns(call, "read"));
  const { table, context } = call;
  const counted = { ...query, count: true, top: 0, skipped: 0 };
  const { count = 0 } = readRows(context.store, { table, query: counted, ...onlyAllowed(allowed, table.primaryId) });
  return new Response(String(count), { headers: { ...commonHeaders, "content-type": "text/plain" } });
}

/** GET of one row. */
export function readOneRow(call: WebApiCall): Response {
  requirePermissionOnRow(call, "read");
  const columns = allowedColumns(call, "read");
  const query = readQuery(call, columns);
  const { table, context, request, id } = call;
  const select = query.select ?? selectAll(call, columns);
  const row = context.store.find(table.name, id);
  if (row === undefined) {
    throw rowNotFound(table.name, id);
  }
  const etag = renderEtag(row);
  if (request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers: { ...commonHeaders, etag } });
  }
  return answer(renderRow(row, table, select), { etag });
}

function selectAll(call: WebApiCall, columns: readonly string[]): readonly ColumnDefinition[] {
  if (call.context.switches.singleRowWithoutSelect === "refused") {
    throw columnNotEnabled("*", call.table.name);
  }
  return columns.flatMap((name) => findColumnByReadName(call.table, name) ?? []);
}

function readQuery(call: WebApiCall, columns: readonly string[]): BoundQuery {
  const { table, request } = call;
  const params = new URL(request.url).searchParams;
  if (params.has("fetchXml")) {
    throw notBuilt("fetchXml.");
  }
  if (params.has("$skip")) {
    throw dataverseFault(400, "0x80060888", "Skip Clause is not supported in CRM");
  }
  const query = parseQuery(params);
  if (query.select?.includes("*")) {
    throw columnNotEnabled("*", table.name);
  }
  const unheld = query.select?.find((name) => findColumnByReadName(table, name) === undefined && isListedCustom(name, columns));
  if (unheld !== undefined) {
    throw notBuilt(`the column ${unheld} of ${table.name}, which the site serves.`);
  }
  const bound = bindQuery(query, table);
  requireColumns(bound.readNames, columns, table.name);
  return bound;
}

/** A column with a publisher's prefix that the site lists may well exist there; any other the emulator lacks does not exist. */
export function isListedCustom(name: string, columns: readonly string[]): boolean {
  return columns.includes(name) && /^_?[a-z][a-z0-9]{1,7}_/u.test(name);
}

function renderNextLink(requestUrl: string, token: number): string {
  const url = new URL(requestUrl);
  url.searchParams.set("$skiptoken", String(token));
  return url.href.replaceAll("%24", "$");
}

function answer(body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { headers: { ...commonHeaders, ...headers } });
}
