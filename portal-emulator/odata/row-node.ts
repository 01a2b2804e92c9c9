import type { TableDefinition } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import type { BoundExpand, BoundQuery } from "./bind-query.ts";

/** A row that was read, with the rows that were asked for along with it. */
export interface RowNode {
  readonly table: TableDefinition;
  readonly row: Row;
  readonly query: BoundQuery;
  readonly expanded: readonly ExpandedRows[];
}

export type ExpandedRows =
  | { readonly kind: "one"; readonly expand: BoundExpand; readonly node: RowNode | undefined }
  | { readonly kind: "many"; readonly expand: BoundExpand; readonly nodes: readonly RowNode[]; readonly nextToken: string | undefined };
