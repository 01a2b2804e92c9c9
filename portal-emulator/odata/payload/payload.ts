import type { Navigation } from "../../schema/schema.ts";
import type { AlternateKey, ColumnDefinition, TableDefinition } from "../../schema/table-definition.ts";
import type { CellValue, Row } from "../../store/store.ts";

/** The body of a write, once its names and values are in order. */
export interface Payload {
  readonly table: TableDefinition;
  readonly cells: readonly PayloadCell[];
  /** Lookups set to a row that is there, or cleared. */
  readonly binds: readonly PayloadBind[];
  /** Rows that are there and become related to this one. */
  readonly links: readonly PayloadLink[];
  /** Rows to create along with this one (deep insert). */
  readonly nested: readonly NestedRows[];
}

export interface PayloadCell {
  readonly column: ColumnDefinition;
  readonly value: CellValue;
}

export type LookupNavigation = Extract<Navigation, { kind: "lookup" }>;
export type CollectionNavigation = Exclude<Navigation, LookupNavigation>;

export interface PayloadBind {
  readonly navigation: LookupNavigation;
  /** null clears the lookup. */
  readonly target: RowReference | null;
}

export interface PayloadLink {
  readonly navigation: CollectionNavigation;
  readonly targets: readonly RowReference[];
}

export interface NestedRows {
  readonly navigation: Navigation;
  /** Exactly one for a lookup. */
  readonly rows: readonly Payload[];
}

/** A row as an address names it; whether it is there is another question. */
export interface RowReference {
  readonly table: TableDefinition;
  readonly key: RowKey;
  /** As written. */
  readonly url: string;
}

export type RowKey =
  | { readonly kind: "id"; readonly id: string; readonly partitionId?: string }
  | { readonly kind: "alternate"; readonly key: AlternateKey; readonly values: Row };

/** A name in a body, before its value is read: who may write what can be decided by names alone. */
export type PayloadName =
  | { readonly kind: "column"; readonly name: string; readonly table: TableDefinition; readonly column: ColumnDefinition }
  | { readonly kind: "bind" | "nested"; readonly name: string; readonly table: TableDefinition; readonly navigation: Navigation };
