import type { BoundQuery } from "../odata/bind-query.ts";
import { everyAnnotation, readAnnotationFilter, type AnnotationFilter } from "../odata/read-prefer.ts";
import { renderEtag, renderRows, type JsonRow } from "../odata/render-rows.ts";
import type { RowNode } from "../odata/row-node.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";
import { serviceRoot } from "./read-changes.ts";
import type { ReadScope } from "./read-scope.ts";
import type { WebApiCall } from "./web-api-call.ts";

export interface CachedRead {
  readonly scope: ReadScope;
  /** Logical names of all the tables that the answer is made of. */
  readonly tables: readonly string[];
  /** Shown where the query selects nothing. */
  readonly columns?: readonly ColumnDefinition[];
}

/** Answers from the site's server cache where there is one; nothing that threw is kept. */
export function readThrough<Answer>(
  call: WebApiCall,
  { scope, tables, columns }: CachedRead,
  read: () => Promise<Answer>,
): Promise<Answer> {
  if (call.cache === "skip") return read();
  const { pathname, search } = call.url;
  const prefer = call.request.headers.get("prefer");
  const key = JSON.stringify([pathname, search, prefer, columns?.map(({ name }) => name), scope.describe(tables)]);
  return call.readCache.through(key, tables, read);
}

export function tablesOf(query: BoundQuery, ...others: readonly string[]): readonly string[] {
  return [...new Set([query.table.name, ...query.uses.map(({ table }) => table), ...others])];
}

/** Formatted values and lookup annotations are there unless the request asks for others. */
export function annotationsOf({ request }: WebApiCall): AnnotationFilter {
  return readAnnotationFilter(request.headers.get("prefer")) ?? everyAnnotation;
}

export function renderNodes(
  call: WebApiCall,
  scope: ReadScope,
  nodes: readonly RowNode[],
  columns?: readonly ColumnDefinition[],
): Promise<readonly JsonRow[]> {
  const options = { includes: annotationsOf(call), root: serviceRoot(call), ...(columns === undefined ? {} : { columns }) };
  return renderRows(scope.context, nodes, options);
}

export interface RowAnswer {
  readonly body: JsonRow;
  readonly etag: string;
}

export async function renderOneNode(
  call: WebApiCall,
  scope: ReadScope,
  node: RowNode,
  columns?: readonly ColumnDefinition[],
): Promise<RowAnswer> {
  const [body = {}] = await renderNodes(call, scope, [node], columns);
  return { body, etag: renderEtag(node.row) };
}
