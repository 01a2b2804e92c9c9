import type { ColumnUse } from "../query/column-use.ts";
import type { ComparisonOperator, FilterNode } from "../query/filter.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import type { Aggregate, DateGrouping } from "./fetch-xml.ts";

/** The alias of the rows of the query's own table. */
export const rootAlias = "";

/** A FetchXML query whose names are found. */
export interface BoundFetch {
  readonly table: TableDefinition;
  readonly columns: readonly FetchColumn[];
  /** What the rows of the query's own table meet: conditions on them alone, and links that only ask whether rows are there. */
  readonly filter: FilterNode | undefined;
  readonly joins: readonly Join[];
  /** What is left to be asked of joined rows. */
  readonly joinedFilter: JoinedFilter | undefined;
  readonly orders: readonly FetchOrderKey[];
  readonly top: number | undefined;
  readonly count: number | undefined;
  readonly page: number;
  readonly pagingCookie: string | undefined;
  readonly isDistinct: boolean;
  /** undefined: no aggregate query. */
  readonly aggregateLimit: number | undefined;
  readonly returnsTotal: boolean;
  /** See `describeColumns`. */
  readonly uses: readonly ColumnUse[];
}

export interface FetchColumn {
  /** Under which the result shows it. */
  readonly key: string;
  /** Of the rows it is read from. */
  readonly rows: string;
  readonly table: TableDefinition;
  readonly definition: ColumnDefinition;
  /** Shown under a name of its own, or of a joined row: annotated with the column's name. */
  readonly isAliased: boolean;
  readonly aggregate?: Aggregate;
  readonly isDistinct?: true;
  readonly groupsBy?: true;
  readonly dateGrouping?: DateGrouping;
}

export interface Join {
  readonly alias: string;
  readonly parent: string;
  readonly table: TableDefinition;
  readonly from: ColumnDefinition;
  readonly to: ColumnDefinition;
  readonly kind: "inner" | "outer" | "first";
  /** Part of the join: an outer one keeps the row it joins to. */
  readonly filter: FilterNode | undefined;
}

/** Never negated, so that it is enough to know where a part is true. */
export type JoinedFilter =
  | { readonly kind: "and" | "or"; readonly operands: readonly JoinedFilter[] }
  | { readonly kind: "row"; readonly rows: string; readonly filter: FilterNode }
  | { readonly kind: "compare-rows"; readonly operator: ComparisonOperator; readonly left: RowColumn; readonly right: RowColumn };

export interface RowColumn {
  readonly rows: string;
  readonly definition: ColumnDefinition;
}

export interface FetchOrderKey {
  readonly rows: string;
  readonly table: TableDefinition;
  readonly definition: ColumnDefinition;
  readonly descending: boolean;
  /** A lookup by the name of its row, a choice by its label. */
  readonly byShown: boolean;
  /** Of an aggregate query: the key of the result's column. */
  readonly key?: string;
}
