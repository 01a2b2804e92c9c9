import type { Ground, Privilege } from "../../access/access.ts";
import type { ColumnRight } from "../../site/site.ts";
import type { FilterNode } from "../query/filter.ts";
import type { Row } from "../store/store.ts";

/** Which rows of a table a visitor may do something to. */
export type RowsDecision =
  | { readonly kind: "every"; readonly because: readonly Ground[] }
  | { readonly kind: "some"; readonly filter: FilterNode; readonly because: readonly Ground[] }
  | { readonly kind: "none"; readonly because: readonly Ground[] }
  /** A permission that grants but is set up wrong, e.g. a scope without its relationship: a portal fails there. */
  | { readonly kind: "broken"; readonly message: string; readonly because: readonly Ground[] }
  /** It cannot be judged here. */
  | { readonly kind: "not-supported"; readonly message: string; readonly because: readonly Ground[] };

/** What one visitor may do in the emulated organization, by the site's table and column permissions. */
export interface Permissions {
  rows(table: string, privilege: Privilege): RowsDecision;
  /** Whether the visitor may do this to the row, as it is now. */
  mayTouch(table: string, id: string, privilege: Privilege): Promise<boolean>;
  /** Whether a row that is about to be created, with these lookups, is one the visitor may create. */
  mayCreate(table: string, row: Row): Promise<boolean>;
  /** Columns of the fields setting the visitor has the right on; see `Access.allowedColumns`. */
  columns(table: string, right: ColumnRight): readonly string[];
}
