import type { Row, Store } from "../store/store.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { readName } from "../schema/table-definition.ts";
import { bindFilter, requireColumn } from "./bind-filter.ts";
import type { FilterNode } from "../query/filter.ts";
import type { Query } from "./parse-query.ts";
import { QueryFault } from "./query-fault.ts";

/** A query whose names are found in its table. */
export interface BoundQuery {
  /** undefined: the request names none. */
  readonly select: readonly ColumnDefinition[] | undefined;
  readonly filter: FilterNode | undefined;
  readonly orderBy: readonly { readonly column: string; readonly descending: boolean }[];
  readonly top: number | undefined;
  readonly count: boolean;
  readonly skipped: number;
  /** Every column the request reads, as rows show them: `$select`, then `$filter`, then `$orderby`. */
  readonly readNames: readonly string[];
}

/** Counts stop here. https://learn.microsoft.com/power-pages/configure/read-operations */
const countLimit = 5000;
/** Dataverse's largest and usual page. */
const pageLimit = 5000;

/** Throws QueryFault for names the table lacks and values of the wrong type. */
export function bindQuery(query: Query, table: TableDefinition): BoundQuery {
  const select = query.select?.includes("*") ? table.columns : query.select?.map((name) => requireColumn(table, name));
  const bound = query.filter === undefined ? undefined : bindFilter(query.filter, table);
  const orderBy = query.orderBy.map(({ name, descending }) => {
    const column = requireColumn(table, name);
    if (table.elastic && column.type === "lookup") {
      throw new QueryFault("not-supported", `Elastic tables do not order by a lookup ('${name}').`);
    }
    return { column: column.name, descending };
  });
  return {
    select,
    filter: bound?.filter,
    orderBy,
    top: query.top,
    count: query.count,
    skipped: query.skipped,
    readNames: [
      ...new Set([
        ...(select ?? []).map((column) => readName(column)),
        ...(bound?.readNames ?? []),
        ...query.orderBy.map(({ name }) => name),
      ]),
    ],
  };
}

export interface RowsRequest {
  readonly table: TableDefinition;
  readonly query: BoundQuery;
  /** What the visitor may see at all; undefined: every row. */
  readonly only?: FilterNode;
  /** From `Prefer: odata.maxpagesize`. */
  readonly pageSize?: number;
}

export interface RowsPage {
  readonly rows: readonly Row[];
  /** Rows in all, when asked for; 5,000 at most. */
  readonly count: number | undefined;
  /** What the next link's `$skiptoken` says; undefined: no more rows. */
  readonly nextToken: number | undefined;
}

export function readRows(store: Store, { table, query, only, pageSize }: RowsRequest): RowsPage {
  const filters = [query.filter, only].filter((filter) => filter !== undefined);
  const filter: { filter?: FilterNode } = filters.length === 0 ? {} : { filter: { kind: "and", operands: filters } };
  const wanted = query.top === undefined ? Number.POSITIVE_INFINITY : Math.max(query.top - query.skipped, 0);
  const size = Math.min(pageSize ?? pageLimit, pageLimit, wanted);
  // One more than the page holds tells whether there is a next one.
  const found = store.query(table.name, { ...filter, orderBy: query.orderBy, top: size + 1, skip: query.skipped });
  const hasMore = found.length > size && wanted > size;
  return {
    rows: found.slice(0, size),
    count: query.count ? Math.min(store.count(table.name, filter), countLimit) : undefined,
    nextToken: hasMore ? query.skipped + size : undefined,
  };
}

/** `Prefer: odata.maxpagesize=50`; undefined when not asked for or not a whole number above 0. */
export function readPageSize(prefer: string | null): number | undefined {
  const [, digits] = /(?:^|[,;\s])odata\.maxpagesize\s*=\s*(\d{1,9})(?![\d])/iu.exec(prefer ?? "") ?? [];
  const size = digits === undefined ? 0 : Number(digits);
  return size > 0 ? size : undefined;
}

/** A row as JSON: the columns asked for and always the primary key. */
export function renderRow(row: Row, table: TableDefinition, columns: readonly ColumnDefinition[]): Row {
  const shown = columns.map((column): [string, Row[string]] => [readName(column), row[column.name] ?? null]);
  return {
    "@odata.etag": renderEtag(row),
    ...Object.fromEntries(shown),
    [table.primaryId]: row[table.primaryId] ?? null,
  };
}

export function renderEtag(row: Row): string {
  return `W/"${String(row["versionnumber"])}"`;
}
