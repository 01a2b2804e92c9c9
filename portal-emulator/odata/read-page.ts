import { afterRow, isContinuable, readKeys } from "../query/after-row.ts";
import type { FilterNode } from "../query/filter.ts";
import type { PagePlace } from "../query/page-token.ts";
import { parsePageToken, renderPageToken } from "../query/page-token.ts";
import { restrictFilter } from "../query/restrict-filter.ts";
import type { ReadContext } from "../query/row-reader.ts";
import { allOf, visibleRows } from "../query/row-reader.ts";
import type { Row } from "../store/store.ts";
import type { BoundQuery } from "./bind-query.ts";
import { expandRows } from "./expand-rows.ts";
import type { RowNode } from "./row-node.ts";

/** Counts stop here. https://learn.microsoft.com/power-pages/configure/read-operations */
export const countLimit = 5000;
/** Dataverse's largest and usual page. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/page-results */
export const pageLimit = 5000;
/**
 * The usual page of elastic tables, and for FetchXML their largest.
 * https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/page-results; of the Web API its page says only that 5,000 may be asked for.
 */
export const elasticPageLimit = 500;

export interface PageRequest {
  readonly query: BoundQuery;
  /** From `Prefer: odata.maxpagesize`. */
  readonly pageSize?: number;
  /** What the rows meet besides, e.g. that they are behind a navigation property: `rowsBehind`. */
  readonly only?: FilterNode;
}

export interface RowsPage {
  readonly rows: readonly RowNode[];
  /** Rows in all, when asked for; 5,000 at most. */
  readonly count: number | undefined;
  /** What the next link's `$skiptoken` says; undefined: no more rows. */
  readonly nextToken: string | undefined;
}

/**
 * One page of a query, with what it expands. `$top` is not heeded where a page size is asked for (documented).
 * Throws QueryFault `syntax` for a token that is not its own, TableDenied.
 */
export async function readPage(context: ReadContext, { query, pageSize, only }: PageRequest): Promise<RowsPage> {
  const { table, orderBy } = query;
  const order = { table: table.name, orderBy };
  const place = query.skipToken === undefined ? undefined : parsePageToken(query.skipToken, order);
  const visible = allOf(restricted(query, context), only, visibleRows(context, table.name)).filter;
  const size = Math.min(pageSize ?? query.top ?? (table.elastic ? elasticPageLimit : pageLimit), pageLimit);
  const behind = place?.kind === "after" ? afterRow(place, orderBy, table.primaryId) : undefined;
  // One more than the page holds tells whether there is a next one.
  const found = await context.reader.query(table.name, {
    ...allOf(visible, behind),
    ...readColumns(query),
    orderBy,
    top: size + 1,
    ...(place?.kind === "skip" ? { skip: place.rows } : {}),
  });
  const rows = found.slice(0, size);
  const mayGoOn = pageSize !== undefined || query.top === undefined;
  const next = mayGoOn && found.length > size ? await findNext(context, { query, rows, place }) : undefined;
  return {
    rows: await expandRows(context, rows, query, pageSize),
    count: query.count ? await countRows(context, query, only) : undefined,
    nextToken: next === undefined ? undefined : renderPageToken(next, order),
  };
}

/** Rows that meet the query's filter; 5,000 at most. */
export async function countRows(context: ReadContext, query: BoundQuery, only?: FilterNode): Promise<number> {
  const filter = allOf(restricted(query, context), only, visibleRows(context, query.table.name));
  return Math.min(await context.reader.count(query.table.name, { ...filter, top: countLimit }), countLimit);
}

/** One row of the query's table, if it is there and may be seen, with what the query expands. */
export async function readRow(context: ReadContext, query: BoundQuery, id: string): Promise<RowNode | undefined> {
  const { table } = query;
  const rows = await context.reader.query(table.name, {
    equals: { [table.primaryId]: id },
    ...readColumns(query),
    ...allOf(visibleRows(context, table.name)),
  });
  const [node] = await expandRows(context, rows, query, undefined);
  return node;
}

/**
 * What is selected, what paging and the ETag need besides, and every lookup: expanding follows them, and an expanded row shows the one back.
 * Of a wide table that is far less than a row.
 */
function readColumns({ table, select, orderBy }: BoundQuery): { readonly columns?: readonly string[] } {
  if (select === undefined) return {};
  const wanted = new Set([
    table.primaryId,
    "versionnumber",
    ...select.map(({ name }) => name),
    ...orderBy.flatMap(({ column, via }) => (via === undefined ? [column] : [])),
  ]);
  return { columns: table.columns.filter(({ name, type }) => type === "lookup" || wanted.has(name)).map(({ name }) => name) };
}

function restricted({ filter }: BoundQuery, context: ReadContext): FilterNode | undefined {
  return filter === undefined ? undefined : restrictFilter(filter, context);
}

interface PageEnd {
  readonly query: BoundQuery;
  readonly rows: readonly Row[];
  readonly place: PagePlace | undefined;
}

async function findNext(context: ReadContext, { query, rows, place }: PageEnd): Promise<PagePlace | undefined> {
  const last = rows.at(-1);
  if (last === undefined) {
    return undefined;
  }
  const page = (place?.page ?? 1) + 1;
  if (!isContinuable(query.orderBy)) {
    return { page, kind: "skip", rows: (place?.kind === "skip" ? place.rows : 0) + rows.length };
  }
  return { page, kind: "after", values: await readKeys(last, query.orderBy, context), id: String(last[query.table.primaryId]) };
}
