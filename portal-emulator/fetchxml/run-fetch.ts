import { countLimit, elasticPageLimit, pageLimit } from "../odata/read-page.ts";
import { afterRow, isContinuable, readKeys } from "../query/after-row.ts";
import { keyOf } from "../query/compare-cells.ts";
import type { FilterNode } from "../query/filter.ts";
import type { PagePlace } from "../query/page-token.ts";
import { parseCookie, renderCookie } from "../query/page-token.ts";
import { restrictFilter } from "../query/restrict-filter.ts";
import type { ReadContext } from "../query/row-reader.ts";
import { allOf } from "../query/row-reader.ts";
import type { OrderKey, Row } from "../store/store.ts";
import { aggregateRows } from "./aggregate-rows.ts";
import type { BoundFetch, FetchColumn } from "./bound-fetch.ts";
import { rootAlias } from "./bound-fetch.ts";
import type { FetchResult, FetchRow } from "./fetch-result.ts";
import type { JoinedRow } from "./join-rows.ts";
import { filterJoined, joinRows, mustFind, visibleIn } from "./join-rows.ts";
import { orderJoined } from "./order-joined.ts";

export interface FetchOptions {
  /** From `Prefer: odata.maxpagesize`, where the query itself names no size. */
  readonly pageSize?: number;
  /** `$count=true`, which asks the same as `returntotalrecordcount`. */
  readonly countsAll?: boolean;
}

/**
 * Runs a bound FetchXML query. Throws QueryFault `syntax` for a paging cookie that is not its own, `too-complex` past the limit of aggregates,
 * and TableDenied.
 * https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/page-results
 */
export async function runFetch(context: ReadContext, fetch: BoundFetch, options: FetchOptions = {}): Promise<FetchResult> {
  const own = fetch.filter === undefined ? undefined : restrictFilter(fetch.filter, context);
  const needed = fetch.joins.filter(({ parent }) => parent === rootAlias).map((join) => mustFind(join, fetch.joins, context));
  const { filter } = allOf(visibleIn(context, fetch.table), own, ...needed);
  const asked = { ...options, countsAll: options.countsAll === true || fetch.returnsTotal };
  if (fetch.aggregateLimit !== undefined) {
    const rows = await readAll(context, fetch, filter, fetch.aggregateLimit);
    return slicePage(await aggregateRows(context, fetch, rows), fetch, asked);
  }
  if (isPagedByDatabase(fetch)) {
    return readDatabasePage(context, fetch, filter, asked);
  }
  const rows = await orderJoined(context, fetch, await readAll(context, fetch, filter));
  const shown = rows.map((row) => renderJoined(fetch, row));
  return slicePage(fetch.isDistinct ? dropRepeated(context, shown) : shown, fetch, asked);
}

async function readAll(
  context: ReadContext,
  fetch: BoundFetch,
  filter: FilterNode | undefined,
  limit?: number,
): Promise<readonly JoinedRow[]> {
  const rows = await context.reader.query(fetch.table.name, {
    ...(filter === undefined ? {} : { filter }),
    ...(limit === undefined ? {} : { top: limit + 1 }),
  });
  return filterJoined(context, fetch, await joinRows(context, fetch, rows));
}

/** Each row of the result is one row of the query's own table, and its order is that table's. */
function isPagedByDatabase(fetch: BoundFetch): boolean {
  return (
    !fetch.isDistinct &&
    fetch.joinedFilter === undefined &&
    fetch.joins.every(({ from, table }) => from.name === table.primaryId) &&
    fetch.orders.every(({ rows }) => rows === rootAlias)
  );
}

interface AskedPage extends FetchOptions {
  readonly countsAll: boolean;
}

async function readDatabasePage(
  context: ReadContext,
  fetch: BoundFetch,
  filter: FilterNode | undefined,
  asked: AskedPage,
): Promise<FetchResult> {
  const { table } = fetch;
  const orderBy = fetch.orders.map(({ definition, descending, byShown }): OrderKey => ({
    column: definition.name,
    descending,
    ...(byShown ? { byShown } : {}),
  }));
  const order = { table: table.name, orderBy };
  const size = pageSizeOf(fetch, asked);
  const place = fetch.pagingCookie === undefined ? undefined : parseCookie(unwrapCookie(fetch.pagingCookie), order);
  const behind = place?.kind === "after" ? afterRow(place, orderBy, table.primaryId) : undefined;
  const skip = place?.kind === "after" ? 0 : (fetch.page - 1) * size;
  const found = await context.reader.query(table.name, {
    ...allOf(filter, behind),
    orderBy,
    top: size + 1,
    ...(skip === 0 ? {} : { skip }),
  });
  const rows = found.slice(0, size);
  const moreRecords = found.length > size && fetch.top === undefined;
  const last = moreRecords && isContinuable(orderBy) ? rows.at(-1) : undefined;
  const next: PagePlace | undefined = last && {
    page: fetch.page + 1,
    kind: "after",
    values: await readKeys(last, orderBy, context),
    id: String(last[table.primaryId]),
  };
  const total = asked.countsAll ? await context.reader.count(table.name, { ...allOf(filter), top: countLimit + 1 }) : -1;
  return {
    rows: (await joinRows(context, fetch, rows)).map((row) => renderJoined(fetch, row)),
    moreRecords,
    pagingCookie: next && renderCookie(next, order),
    page: fetch.page,
    totalRecordCount: Math.min(total, countLimit),
    totalRecordCountLimitExceeded: total > countLimit,
  };
}

function slicePage(rows: readonly FetchRow[], fetch: BoundFetch, asked: AskedPage): FetchResult {
  const size = pageSizeOf(fetch, asked);
  const skip = (fetch.page - 1) * size;
  return {
    rows: rows.slice(skip, skip + size),
    moreRecords: fetch.top === undefined && rows.length > skip + size,
    pagingCookie: undefined,
    page: fetch.page,
    totalRecordCount: asked.countsAll ? Math.min(rows.length, countLimit) : -1,
    totalRecordCountLimitExceeded: asked.countsAll && rows.length > countLimit,
  };
}

function pageSizeOf(fetch: BoundFetch, { pageSize }: FetchOptions): number {
  const limit = fetch.table.elastic ? elasticPageLimit : pageLimit;
  return Math.min(fetch.top ?? fetch.count ?? pageSize ?? limit, limit);
}

/** Clients hand on the inside of the cookie, some the whole annotation; both are URL-encoded up to twice. */
function unwrapCookie(given: string): string {
  return /pagingcookie="([^"]*)"/u.exec(given)?.[1] ?? given;
}

function renderJoined(fetch: BoundFetch, joined: JoinedRow): FetchRow {
  return { row: joined.get(rootAlias), cells: fetch.columns.map((column) => cellOf(column, joined.get(column.rows))) };
}

function cellOf({ key, table, definition, isAliased }: FetchColumn, source: Row | undefined): FetchRow["cells"][number] {
  return { key, value: source?.[definition.name] ?? null, table, definition, isAliased, source };
}

/** The first of the rows that show the same. */
function dropRepeated(context: ReadContext, rows: readonly FetchRow[]): readonly FetchRow[] {
  const seen = new Set<string>();
  return rows.filter(({ cells }) => {
    const key = JSON.stringify(cells.map(({ value, definition }) => keyOf(value, definition, context.collation)));
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
