import { parseQuery } from "../odata/parse-query.ts";
import type { BoundQuery } from "../odata/read-rows.ts";
import { bindQuery, readPageSize, readRows, renderEtag, renderRow } from "../odata/read-rows.ts";
import type { Row } from "../store/store.ts";
import { readName } from "../schema/table-definition.ts";
import type { OrgCall } from "./org-call.ts";
import { OrgFault, orgHeaders } from "./org-fault.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview

export function listRows(call: OrgCall): Response {
  const { context, request, table } = call;
  const query = readQuery(call);
  const pageSize = readPageSize(request.headers.get("prefer"));
  const page = readRows(context.store, { table, query, ...(pageSize === undefined ? {} : { pageSize }) });
  const body = {
    "@odata.context": renderContext(call, query, false),
    ...(page.count === undefined ? {} : { "@odata.count": page.count }),
    value: page.rows.map((row) => renderRow(row, table, query.select ?? table.columns)),
    ...(page.nextToken === undefined ? {} : { "@odata.nextLink": renderNextLink(request.url, page.nextToken) }),
  };
  const applied: Readonly<Record<string, string>> = pageSize === undefined ? {} : { "preference-applied": `odata.maxpagesize=${pageSize}` };
  return Response.json(body, { headers: { ...orgHeaders, ...applied } });
}

export function countRows(call: OrgCall): Response {
  const { context, table } = call;
  const query = { ...readQuery(call), count: true, top: 0, skipped: 0 };
  const { count = 0 } = readRows(context.store, { table, query });
  return new Response(String(count), { headers: { ...orgHeaders, "content-type": "text/plain" } });
}

export function readOneRow(call: OrgCall): Response {
  const query = readQuery(call);
  const row = requireRow(call);
  return renderOneRow(call, row, query);
}

export function renderOneRow(call: OrgCall, row: Row, query: BoundQuery, status: 200 | 201 = 200): Response {
  const { table } = call;
  const etag = renderEtag(row);
  if (status === 200 && call.request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers: { ...orgHeaders, etag } });
  }
  const body = {
    "@odata.context": renderContext(call, query, true),
    ...renderRow(row, table, query.select ?? table.columns),
  };
  return Response.json(body, { status, headers: { ...orgHeaders, etag } });
}

/** The row of the call. In an elastic table it is found under its partition only, which is its own id unless it was given one. */
export function requireRow({ context, request, table, id, partitionId }: OrgCall): Row {
  const row = context.store.find(table.name, id);
  const asked = partitionId ?? new URL(request.url).searchParams.get("partitionId")?.replace(/^'(.*)'$/su, "$1");
  const partition = table.elastic ? (row?.["partitionid"] ?? id) : undefined;
  if (row === undefined || (partition !== undefined && (asked ?? id) !== partition)) {
    throw new OrgFault(404, "0x80040217", `Entity '${table.name}' With Id = ${id} Does Not Exist`);
  }
  return row;
}

export function readQuery({ request, table }: OrgCall): BoundQuery {
  const params = new URL(request.url).searchParams;
  if (params.has("fetchXml")) {
    throw OrgFault.notBuilt("fetchXml.");
  }
  return bindQuery(parseQuery(params), table);
}

function renderContext({ root, table }: OrgCall, { select }: BoundQuery, isRow: boolean): string {
  const columns = select === undefined ? "" : `(${select.map((column) => readName(column)).join(",")})`;
  return `${root}/$metadata#${table.entitySet}${columns}${isRow ? "/$entity" : ""}`;
}

function renderNextLink(requestUrl: string, token: number): string {
  const url = new URL(requestUrl);
  url.searchParams.set("$skiptoken", String(token));
  return url.href.replaceAll("%24", "$");
}
