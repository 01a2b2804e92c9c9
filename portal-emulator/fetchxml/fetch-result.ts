import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import type { CellValue, Row } from "../store/store.ts";

export interface FetchResult {
  readonly rows: readonly FetchRow[];
  readonly moreRecords: boolean;
  /** What the `paging-cookie` of the next page says; undefined: no more rows, or a query that goes on by page numbers only. */
  readonly pagingCookie: string | undefined;
  readonly page: number;
  /** 5,000 at most; -1: not asked for. */
  readonly totalRecordCount: number;
  readonly totalRecordCountLimitExceeded: boolean;
}

export interface FetchRow {
  /** The row of the query's own table; undefined in aggregate queries. */
  readonly row: Row | undefined;
  readonly cells: readonly FetchCell[];
}

export interface FetchCell {
  /** Under which the result shows it. */
  readonly key: string;
  readonly value: CellValue;
  readonly table: TableDefinition;
  readonly definition: ColumnDefinition;
  readonly isAliased: boolean;
  /** The row the value was read from; undefined: it was worked out. */
  readonly source: Row | undefined;
}
