import type { Ground, Privilege } from "../../access/access.ts";
import type { ColumnRight } from "../../site/site.ts";
import type { FilterNode } from "../query/filter.ts";
import type { Row } from "../store/store.ts";

/** Which rows of a table a visitor may do something to. */
export type RowsDecision =
  | { readonly kind: "every"; readonly because: readonly Ground[] }
  | {
      readonly kind: "some";
      readonly filter: FilterNode;
      /**
       * Relationships of the longest chain. Plain OData reads over several levels are documented to fail with a Dataverse error where FetchXML works:
       * https://learn.microsoft.com/power-pages/configure/web-api-overview
       */
      readonly levels: number;
      readonly because: readonly Ground[];
    }
  | {
      readonly kind: "none";
      readonly because: readonly Ground[];
      /** The governance setting "Disable anonymous access" is the reason; the portal words it differently. */
      readonly anonymousBlocked?: true;
    }
  /** A permission that grants but is set up wrong, e.g. a scope without its relationship: a portal fails there, 9004010A. */
  | { readonly kind: "broken"; readonly message: string; readonly because: readonly Ground[] }
  /** It cannot be judged here. */
  | { readonly kind: "not-supported"; readonly message: string; readonly because: readonly Ground[] };

/** One side of a link: a row that is there, or one about to be created with these lookups (by logical names). */
export type LinkEnd = { readonly table: string; readonly id: string } | { readonly table: string; readonly row: Row };

/** What one visitor may do in the emulated organization, by the site's table and column permissions. */
export interface Permissions {
  rows(table: string, privilege: Privilege): RowsDecision;
  /** Whether the visitor may do this to the row, as it is now. Throws UnjudgedPermission where `rows` is broken or not supported. */
  mayTouch(table: string, id: string, privilege: Privilege): Promise<boolean>;
  /** Whether a row that is about to be created, with these lookups, is one the visitor may create. Throws UnjudgedPermission where it is not supported. */
  mayCreate(table: string, row: Row): Promise<boolean>;
  /**
   * Which privilege is missing to make `from` point at `to` (or to take that back): append is asked of the row with the lookup, append-to of the other;
   * of a many-to-many link, append of the row that the request addresses. Throws UnjudgedPermission.
   */
  missingForLink(from: LinkEnd, to: LinkEnd): Promise<"append" | "appendTo" | undefined>;
  /** Columns of the fields setting the visitor has the right on; see `Access.allowedColumns`. Throws UnjudgedPermission. */
  columns(table: string, right: ColumnRight): readonly string[];
}

/** A decision that a portal fails at (broken), or that cannot be judged here (not-supported). */
export class UnjudgedPermission extends Error {
  override readonly name = "UnjudgedPermission";
  readonly kind: "broken" | "not-supported";

  constructor(kind: "broken" | "not-supported", message: string) {
    super(message);
    this.kind = kind;
  }
}
