import type { Navigation } from "../schema/schema.ts";

/**
 * A condition on rows, bound to a table. Three-valued: what compares with null is neither true nor false.
 * `$filter`, FetchXML conditions and table permissions all become this.
 */
export type FilterNode =
  | { readonly kind: "and" | "or"; readonly operands: readonly FilterNode[] }
  | { readonly kind: "not"; readonly operand: FilterNode }
  | {
      readonly kind: "compare";
      readonly operator: ComparisonOperator;
      readonly left: FilterOperand;
      readonly right: FilterOperand;
    }
  | { readonly kind: "text"; readonly test: TextTest; readonly column: ColumnOperand; readonly pattern: string }
  /** The column's value is one of these; unknown for null. */
  | { readonly kind: "in"; readonly column: ColumnOperand; readonly values: readonly (string | number | boolean)[] }
  /** A multichoice holds at least one of these; unknown for null. */
  | { readonly kind: "contain-values"; readonly column: ColumnOperand; readonly values: readonly number[] }
  /** The month of a date in UTC, from 1, is one of these; unknown for null. */
  | { readonly kind: "month"; readonly column: ColumnOperand; readonly months: readonly number[] }
  | HierarchyNode
  /** At least one row across the navigation property meets the filter; without one: at least one row. Never unknown. */
  | { readonly kind: "related"; readonly navigation: Navigation; readonly filter?: FilterNode }
  /** At least one row of another table has in `from` what this row has in `to`, and meets the filter. Never unknown; nothing equals null. */
  | { readonly kind: "linked"; readonly table: string; readonly from: string; readonly to: string; readonly filter?: FilterNode }
  /** The operand is true, neither false nor unknown. Never unknown. */
  | { readonly kind: "holds"; readonly operand: FilterNode };

/** The column names a row above or under the row of this id; unknown for null, and false where there is no such row. */
export interface HierarchyNode {
  readonly kind: "hierarchy";
  readonly column: ColumnOperand;
  /** Whose rows the hierarchy ranks. */
  readonly table: string;
  /** The lookup from a row to the one above it. */
  readonly parent: string;
  readonly direction: HierarchyDirection;
  readonly id: string;
  /** Whether the row of this id is found as well. */
  readonly withSelf: boolean;
  /**
   * Whether the way through the hierarchy leads over rows that the caller may not see. Dataverse counts those of a row's own table (documented of
   * `CountChildren`, assumed here).
   */
  readonly walks: "every-row" | "seen-rows";
  /** What the rows of the way must meet to be seen; one that does not counts as missing. */
  readonly only?: FilterNode;
}

export type HierarchyDirection = "above" | "under";

export type FilterOperand = ColumnOperand | LiteralOperand;

export interface ColumnOperand {
  readonly kind: "column";
  /** As written until bound to a table; then the logical name. */
  readonly name: string;
  /** Lookups to follow first, each from the table the one before it led to; the value is null where one points at nothing. */
  readonly via?: readonly LookupNavigation[];
  /** What the row that each step of `via` leads to must meet to be seen; one that does not counts as missing. */
  readonly viaOnly?: readonly (FilterNode | undefined)[];
  /** Characters from the start of the filter's text. */
  readonly position?: number;
}

export type LookupNavigation = Extract<Navigation, { kind: "lookup" }>;

export interface LiteralOperand {
  readonly kind: "literal";
  /** A datetime is ISO 8601 in UTC, a GUID lower case. */
  readonly value: string | number | boolean | null;
  /** How it was written; absent in filters that were built, not parsed. */
  readonly type?: LiteralType;
  readonly position?: number;
}

export const literalTypes = ["null", "boolean", "number", "string", "guid", "datetime", "date"] as const;
export type LiteralType = (typeof literalTypes)[number];

/** `eq null` and `ne null` ask for emptiness; every other comparison with null is unknown. */
export const comparisonOperators = ["eq", "ne", "gt", "ge", "lt", "le"] as const;
export type ComparisonOperator = (typeof comparisonOperators)[number];

/** The pattern's `%`, `_` and `[...]` are wildcards: https://learn.microsoft.com/power-apps/developer/data-platform/wildcard-characters. `like` is FetchXML's, anchored at both ends. */
export const textTests = ["contains", "startswith", "endswith", "like"] as const;
export type TextTest = (typeof textTests)[number];
