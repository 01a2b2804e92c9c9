import type { XmlPlace } from "./parse-xml.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/

/** A FetchXML query as written; names are not yet looked up. */
export interface FetchXml {
  readonly entity: FetchTable;
  readonly top: number | undefined;
  readonly count: number | undefined;
  /** From 1. */
  readonly page: number | undefined;
  readonly pagingCookie: string | undefined;
  readonly isDistinct: boolean;
  readonly isAggregate: boolean;
  readonly aggregateLimit: number | undefined;
  readonly returnsTotal: boolean;
  /** Choices order by their numbers, not their labels. */
  readonly ordersRaw: boolean;
}

export interface FetchTable {
  /** Logical name. */
  readonly name: string;
  readonly allColumns: boolean;
  readonly attributes: readonly FetchAttribute[];
  readonly filters: readonly FetchFilter[];
  readonly links: readonly FetchLink[];
  readonly orders: readonly FetchOrder[];
  readonly place: XmlPlace;
}

export const linkTypes = ["inner", "outer", "exists", "in", "matchfirstrowusingcrossapply", "any", "not any", "all", "not all"] as const;
export type LinkType = (typeof linkTypes)[number];

export interface FetchLink extends FetchTable {
  /** Column of this table, and the column of the outer table that has the same value. */
  readonly from: string;
  readonly to: string;
  readonly alias: string | undefined;
  readonly type: LinkType;
}

export const aggregates = ["count", "countcolumn", "sum", "avg", "min", "max"] as const;
export type Aggregate = (typeof aggregates)[number];
export const dateGroupings = ["day", "week", "month", "quarter", "year"] as const;
export type DateGrouping = (typeof dateGroupings)[number];

export interface FetchAttribute {
  readonly name: string;
  readonly alias: string | undefined;
  readonly aggregate: Aggregate | undefined;
  readonly isDistinct: boolean;
  readonly groupsBy: boolean;
  readonly dateGrouping: DateGrouping | undefined;
  readonly place: XmlPlace;
}

export type FetchFilter =
  | { readonly kind: "and" | "or"; readonly operands: readonly FetchFilter[] }
  | { readonly kind: "link"; readonly link: FetchLink }
  | FetchCondition;

export interface FetchCondition {
  readonly kind: "condition";
  readonly attribute: string;
  readonly operator: string;
  readonly values: readonly string[];
  /** Another column, of this table or `alias.column`. */
  readonly valueOf: string | undefined;
  /** Alias or name of a link: the condition is about its row, after the join. */
  readonly entityName: string | undefined;
  readonly place: XmlPlace;
}

export interface FetchOrder {
  readonly attribute: string | undefined;
  readonly alias: string | undefined;
  readonly entityName: string | undefined;
  readonly descending: boolean;
  readonly place: XmlPlace;
}
