import type { CascadeDelete } from "./schema.ts";
import type { AlternateKey, ColumnType } from "./table-definition.ts";

// What a schema file holds once its JSON schema (schema-file.schema.json) has been checked and its defaults are in.

export interface SchemaFile {
  readonly tables: Readonly<Record<string, TableEntry>>;
  readonly manyToMany: Readonly<Record<string, ManyToManyEntry>>;
}

export interface TableEntry {
  readonly displayName?: string;
  readonly schemaName?: string;
  readonly entitySet?: string;
  readonly primaryId?: string;
  readonly primaryName?: string;
  readonly elastic?: boolean;
  readonly hierarchy?: string;
  readonly columns: Readonly<Record<string, ColumnEntry>>;
  readonly keys: Readonly<Record<string, { readonly columns: readonly string[]; readonly state?: AlternateKey["state"] }>>;
}

export interface ColumnEntry {
  readonly type: ColumnType;
  readonly schemaName?: string;
  readonly displayName?: string;
  readonly maxLength?: number;
  readonly readOnly?: boolean;
  readonly indexed?: boolean;
  readonly options?: Readonly<Record<string, string>>;
  readonly states?: Readonly<Record<string, number>>;
  readonly initial?: number | boolean;
  readonly targets?: readonly string[];
  readonly relationships?: Readonly<Record<string, RelationshipEntry>>;
  readonly onDelete?: CascadeDelete;
}

export interface RelationshipEntry {
  readonly schemaName?: string;
  readonly childNavigation?: string;
  readonly parentNavigation?: string;
}

export interface ManyToManyEntry {
  readonly tables: readonly [string, string];
  readonly intersect?: string;
  readonly navigations?: readonly [string, string];
}

/** Throws: what is wrong at a place of the file. */
export type Refuse = (path: readonly (string | number)[], message: string) => never;
