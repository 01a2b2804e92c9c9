import { rowsBehind } from "../odata/expand-rows.ts";
import { renderNextLink } from "../odata/next-link.ts";
import { findByKey, missingRow } from "../odata/payload/bind-key.ts";
import { countRows as countFound, readPage, readRow } from "../odata/read-page.ts";
import { readPageSize } from "../odata/read-prefer.ts";
import type { FilterNode } from "../query/filter.ts";
import { findColumnByReadName, type ColumnDefinition, type TableDefinition } from "../schema/table-definition.ts";
import { requireKeyColumns, requirePermittedRow } from "./find-permitted-row.ts";
import { requireServed } from "./find-served-table.ts";
import { commonHeaders } from "./portal-fault.ts";
import { columnNotEnabled, noPermission } from "./portal-faults.ts";
import { answerFetch } from "./read-fetch.ts";
import { readQuery } from "./read-query.ts";
import { createReadScope, isDenied } from "./read-scope.ts";
import { annotationsOf, readThrough, renderNodes, renderOneNode, tablesOf, type RowAnswer } from "./read-through.ts";
import { allowedColumns, hasWildcard } from "./require-columns.ts";
import { requirePermission } from "./require-permission.ts";
import type { TargetOf, WebApiCall } from "./web-api-call.ts";

// https://learn.microsoft.com/power-pages/configure/read-operations

/** Rows behind a navigation property of one row. */
interface Behind {
  readonly filter: FilterNode;
  /** The row's own table. */
  readonly table: string;
}

/** GET of a collection. The permission is judged before `$select` is missed: observed (third party). */
export async function listRows(call: WebApiCall, { table }: TargetOf<"collection">): Promise<Response> {
  requireReadable(call, table);
  return call.url.searchParams.has("fetchXml") ? answerFetch(call, table) : answerList(call, table);
}

/** GET of `/$count`. */
export async function countRows(call: WebApiCall, { table }: TargetOf<"count">): Promise<Response> {
  requireReadable(call, table);
  return answerCount(call, table);
}

/** GET of one row. */
export async function readOneRow(call: WebApiCall, { table, key }: TargetOf<"row">): Promise<Response> {
  requireReadable(call, table);
  if (key.kind === "alternate") requireKeyColumns(call, table, key.values);
  const scope = createReadScope(call, table, { language: "odata" });
  const query = readQuery(call, table, scope);
  const columns = query.select === undefined ? allOfOneRow(call, table) : undefined;
  const read = async (): Promise<RowAnswer> => {
    const id = key.kind === "id" ? key.id : (await findByKey(call.service, table, key))?.[table.primaryId];
    if (typeof id !== "string") throw missingRow(table, key);
    const node = await readRow(scope.context, query, id);
    if (node === undefined) throw isHidden(call, table) ? noPermission("read", table.name) : missingRow(table, key);
    return renderOneNode(call, scope, node, columns);
  };
  return answerRow(call, await readThrough(call, { scope, tables: tablesOf(query), ...given(columns) }, read));
}

/** GET of what a navigation property leads to: one row, 204 where there is none, or a list. As Dataverse answers it; observed (third party). */
export async function readRelated(call: WebApiCall, target: TargetOf<"navigation">): Promise<Response> {
  const { table, behind } = await findRelated(call, target);
  if (target.navigation.kind !== "lookup") return answerList(call, table, behind);
  const scope = createReadScope(call, table, { language: "odata" });
  const query = readQuery(call, table, scope);
  const columns = query.select === undefined ? allOfOneRow(call, table) : undefined;
  const tables = tablesOf(query, behind.table);
  const found = await readThrough(call, { scope, tables, ...given(columns) }, async () => {
    const [node] = (await readPage(scope.context, { query, only: behind.filter })).rows;
    return node === undefined ? undefined : renderOneNode(call, scope, node, columns);
  });
  return found === undefined ? new Response(null, { status: 204, headers: commonHeaders }) : answerRow(call, found);
}

export async function countRelated(call: WebApiCall, target: TargetOf<"navigation-count">): Promise<Response> {
  const { table, behind } = await findRelated(call, target);
  return answerCount(call, table, behind);
}

async function answerList(call: WebApiCall, table: TableDefinition, behind?: Behind): Promise<Response> {
  const scope = createReadScope(call, table, { language: "odata" });
  const query = readQuery(call, table, scope);
  const columns = query.select === undefined ? allOfList(call, table) : undefined;
  const pageSize = readPageSize(call.request.headers.get("prefer"));
  const tables = tablesOf(query, ...(behind === undefined ? [] : [behind.table]));
  const body = await readThrough(call, { scope, tables, ...given(columns) }, async () => {
    const page = await readPage(scope.context, {
      query,
      ...(pageSize === undefined ? {} : { pageSize }),
      ...(behind === undefined ? {} : { only: behind.filter }),
    });
    return {
      ...renderTotal(call, page.count),
      ...(page.count === undefined ? {} : { "@odata.count": page.count }),
      value: await renderNodes(call, scope, page.rows, columns),
      ...(page.nextToken === undefined ? {} : { "@odata.nextLink": renderNextLink(call.request.url, page.nextToken) }),
    };
  });
  return Response.json(body, { headers: commonHeaders });
}

/** `-1` says that nothing was counted. */
function renderTotal(call: WebApiCall, count: number | undefined): Readonly<Record<string, number | boolean>> {
  const name = "Microsoft.Dynamics.CRM.totalrecordcount";
  if (call.context.switches.totalRecordCount === "absent" || !annotationsOf(call)(name)) return {};
  return { [`@${name}`]: count ?? -1, [`@${name}limitexceeded`]: count !== undefined && count >= 5000 };
}

async function answerCount(call: WebApiCall, table: TableDefinition, behind?: Behind): Promise<Response> {
  const scope = createReadScope(call, table, { language: "odata" });
  const query = readQuery(call, table, scope);
  const tables = tablesOf(query, ...(behind === undefined ? [] : [behind.table]));
  const count = await readThrough(call, { scope, tables }, () => countFound(scope.context, query, behind?.filter));
  return new Response(String(count), { headers: { ...commonHeaders, "content-type": "text/plain" } });
}

function answerRow(call: WebApiCall, { body, etag }: RowAnswer): Response {
  if (call.request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers: { ...commonHeaders, etag } });
  }
  return Response.json(body, { headers: { ...commonHeaders, etag } });
}

/** Reading from one row to others needs read on both tables; the intersect table of a many-to-many relationship is asked nothing. */
async function findRelated(
  call: WebApiCall,
  { table: from, key, navigation }: TargetOf<"navigation" | "navigation-count">,
): Promise<{ readonly table: TableDefinition; readonly behind: Behind }> {
  const row = await requirePermittedRow(call, { table: from, key }, "read");
  const table = call.context.schema.findTable(navigation.target);
  if (table === undefined) throw new TypeError(`${navigation.name} leads to a table that is not there: ${navigation.target}`);
  requireServed(call, table);
  requireReadable(call, table);
  return { table, behind: { table: from.name, filter: rowsBehind(navigation, from, String(row[from.primaryId]), table) } };
}

function requireReadable(call: WebApiCall, table: TableDefinition): void {
  if (!isDenied(call, table.name)) requirePermission(call, table.name, "read");
}

/** The visitor may read some rows, so one that was not found may be another's. */
function isHidden(call: WebApiCall, table: TableDefinition): boolean {
  return call.permissions.rows(table.name, "read").kind === "some";
}

/** Without `$select` a list is documented to be an error unless the fields setting is `*`. */
function allOfList(call: WebApiCall, table: TableDefinition): readonly ColumnDefinition[] | undefined {
  if (call.columns === "every") return undefined;
  if (!hasWildcard(call, table)) throw columnNotEnabled("*", table.name);
  return readableColumns(call, table);
}

function allOfOneRow(call: WebApiCall, table: TableDefinition): readonly ColumnDefinition[] | undefined {
  if (call.columns === "every") return undefined;
  if (call.context.switches.singleRowWithoutSelect === "refused" && !hasWildcard(call, table)) throw columnNotEnabled("*", table.name);
  return readableColumns(call, table);
}

export function readableColumns(call: WebApiCall, table: TableDefinition): readonly ColumnDefinition[] {
  return allowedColumns(call, table, "read").names.flatMap((name) => findColumnByReadName(table, name) ?? []);
}

function given(columns: readonly ColumnDefinition[] | undefined): { readonly columns?: readonly ColumnDefinition[] } {
  return columns === undefined ? {} : { columns };
}
