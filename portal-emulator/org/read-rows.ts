import { bindQuery, type BoundExpand, type BoundQuery } from "../odata/bind-query.ts";
import { renderNextLink } from "../odata/next-link.ts";
import { parseQuery } from "../odata/parse-query.ts";
import { findByKey, missingRow } from "../odata/payload/bind-key.ts";
import type { RowKey } from "../odata/payload/payload.ts";
import { countRows as countPage, readPage, readRow } from "../odata/read-page.ts";
import { renderEtag, renderRows } from "../odata/render-rows.ts";
import type { FilterNode } from "../query/filter.ts";
import type { ReadContext } from "../query/row-reader.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { readName } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import type { OrgCall } from "./org-call.ts";
import { orgHeaders } from "./org-fault.ts";
import { appliedHeader } from "./preferences.ts";
import { json, plain } from "./render-rows.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/overview

/** @param only of a navigation property: the rows related to the one it starts from */
export async function listRows(call: OrgCall, table: TableDefinition, only?: FilterNode): Promise<Response> {
  const query = readQuery(call, table);
  const { pageSize } = call.preferences;
  const context = readContext(call);
  const page = await readPage(context, {
    query,
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(only === undefined ? {} : { only }),
  });
  const body = {
    "@odata.context": contextUrl(call, query),
    ...(page.count === undefined ? {} : { "@odata.count": page.count }),
    value: await renderRows(context, page.rows, { includes: call.preferences.includes, root: call.root }),
    ...(page.nextToken === undefined ? {} : { "@odata.nextLink": renderNextLink(call.request.url, page.nextToken) }),
  };
  return json(body, appliedHeader(call.preferences, { pageSize: true }));
}

/** `/<set>/$count`: how many rows a query finds, as text. */
export async function countRows(call: OrgCall, table: TableDefinition, only?: FilterNode): Promise<Response> {
  return plain(String(await countPage(readContext(call), readQuery(call, table), only)));
}

/** GET of one row; 304 when `If-None-Match` names its version. Throws PayloadFault when there is none. */
export async function readOneRow(call: OrgCall, table: TableDefinition, key: RowKey): Promise<Response> {
  const query = readQuery(call, table);
  const row = await requireRow(call, table, key);
  const etag = renderEtag(row);
  if (call.request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers: { ...orgHeaders, etag } });
  return json(await renderOne(call, query, row), { etag, ...appliedHeader(call.preferences) });
}

/** The row as it is now, by its id: the answer to a write that asks for it. */
export async function renderRowById(call: OrgCall, table: TableDefinition, id: string, status: 200 | 201): Promise<Response> {
  const query = readQuery(call, table);
  const row = await call.service.retrieve(table.name, id);
  const headers = { etag: renderEtag(row), ...appliedHeader(call.preferences, { representation: true }) };
  return json(await renderOne(call, query, row), headers, status);
}

/** Throws PayloadFault when there is none. */
export async function requireRow(call: OrgCall, table: TableDefinition, key: RowKey): Promise<Row> {
  const row = await findByKey(call.service, table, key);
  if (row === undefined) throw missingRow(table, key);
  return row;
}

/** `?partitionId='…'` names the partition of an elastic table's row, as the key may. */
export function withPartition(url: URL, table: TableDefinition, key: RowKey): RowKey {
  if (!table.elastic || key.kind !== "id" || key.partitionId !== undefined) return key;
  const [, written] = [...url.searchParams].find(([name]) => name.toLowerCase() === "partitionid") ?? [];
  return written === undefined ? key : { ...key, partitionId: written.replace(/^'(.*)'$/su, "$1").replaceAll("''", "'") };
}

export function readContext({ service, context }: OrgCall): ReadContext {
  return { reader: service, schema: context.schema, collation: context.store.collation };
}

export function readQuery({ url, context, caller }: OrgCall, table: TableDefinition): BoundQuery {
  return bindQuery(parseQuery(withoutPartition(url.searchParams)), table, {
    schema: context.schema,
    now: context.clock.now(),
    userId: caller.userId,
    surface: "org",
    takesQuotedGuids: context.switches.quotedGuids === "taken",
  });
}

function withoutPartition(params: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...params].filter(([name]) => name.toLowerCase() !== "partitionid"));
}

async function renderOne(call: OrgCall, query: BoundQuery, row: Row): Promise<Readonly<Record<string, unknown>>> {
  const context = readContext(call);
  const node = await readRow(context, query, String(row[query.table.primaryId]));
  // Between the look-up and this it may have gone.
  if (node === undefined) throw missingRow(query.table, { kind: "id", id: String(row[query.table.primaryId]) });
  const [shown] = await renderRows(context, [node], { includes: call.preferences.includes, root: call.root });
  return { "@odata.context": `${contextUrl(call, query)}/$entity`, ...shown };
}

function contextUrl({ root }: OrgCall, query: BoundQuery): string {
  return `${root}/$metadata#${query.table.entitySet}${renderShape(query)}`;
}

/** What was selected and expanded: `(firstname,parentcustomerid_account(name))`. */
function renderShape({ select, expand }: BoundQuery): string {
  const parts = [...(select ?? []).map((column) => readName(column)), ...expand.map((one) => renderExpand(one))];
  return parts.length === 0 ? "" : `(${parts.join(",")})`;
}

function renderExpand({ navigation, query }: BoundExpand): string {
  return `${navigation.name}${renderShape(query) || "()"}`;
}
