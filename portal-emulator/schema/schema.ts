import type { TableDefinition } from "./table-definition.ts";

/** What happens to the children when their parent is deleted. https://learn.microsoft.com/power-apps/developer/data-platform/configure-entity-relationship-cascading-behavior */
export type CascadeDelete = "cascade" | "remove-link" | "restrict";

/** A lookup of the child table to the parent table; a polymorphic lookup is one relationship for each target. */
export interface OneToMany {
  readonly kind: "one-to-many";
  readonly schemaName: string;
  /** The table looked up ("referenced"). */
  readonly parentTable: string;
  /** The table with the lookup ("referencing"). */
  readonly childTable: string;
  /** Logical name of the lookup column of the child table. */
  readonly lookup: string;
  /** Collection-valued navigation property of the parent table; case counts. */
  readonly parentNavigation: string;
  /** Single-valued navigation property of the child table; case counts. */
  readonly childNavigation: string;
  readonly onDelete: CascadeDelete;
}

export interface ManyToMany {
  readonly kind: "many-to-many";
  readonly schemaName: string;
  /** Logical name of the intersect table. */
  readonly intersect: string;
  readonly ends: readonly [ManyToManyEnd, ManyToManyEnd];
}

export interface ManyToManyEnd {
  readonly table: string;
  /** Column of the intersect table that holds this end's id. */
  readonly column: string;
  /** Collection-valued navigation property of this end's table, to the other end. */
  readonly navigation: string;
}

export type Relationship = OneToMany | ManyToMany;

/** A navigation property as seen from its table. */
export type Navigation =
  | { readonly kind: "lookup"; readonly name: string; readonly column: string; readonly target: string; readonly relationship: OneToMany }
  | { readonly kind: "children"; readonly name: string; readonly column: string; readonly target: string; readonly relationship: OneToMany }
  | {
      readonly kind: "many-to-many";
      readonly name: string;
      readonly target: string;
      /** Columns of the intersect table: this row's id, the other row's id. */
      readonly nearColumn: string;
      readonly farColumn: string;
      readonly relationship: ManyToMany;
    };

/** The tables and relationships of the emulated organization. */
export interface Schema {
  readonly tables: readonly TableDefinition[];
  readonly relationships: readonly Relationship[];
  /** By logical name, lower case. */
  findTable(name: string): TableDefinition | undefined;
  /** By entity set name; case counts. */
  findTableBySet(entitySet: string): TableDefinition | undefined;
  /** Navigation properties of a table, its lookups' first. */
  navigations(table: string): readonly Navigation[];
  /** By name; case counts. */
  findNavigation(table: string, name: string): Navigation | undefined;
  /** By schema name, without case. */
  findRelationship(schemaName: string): Relationship | undefined;
}

export function createSchema(tables: readonly TableDefinition[], relationships: readonly Relationship[]): Schema {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const bySet = new Map(tables.map((table) => [table.entitySet, table]));
  const bySchemaName = new Map(relationships.map((relationship) => [relationship.schemaName.toLowerCase(), relationship]));
  const navigations = new Map(
    tables.map(({ name }) => [name, relationships.flatMap((one) => navigationsOf(one, name)).sort(lookupsFirst)]),
  );
  return {
    tables,
    relationships,
    findTable: (name) => byName.get(name),
    findTableBySet: (entitySet) => bySet.get(entitySet),
    navigations: (table) => navigations.get(table) ?? [],
    findNavigation: (table, name) => navigations.get(table)?.find((navigation) => navigation.name === name),
    findRelationship: (schemaName) => bySchemaName.get(schemaName.toLowerCase()),
  };
}

function navigationsOf(relationship: Relationship, table: string): Navigation[] {
  if (relationship.kind === "one-to-many") {
    const { parentTable, childTable, lookup, parentNavigation, childNavigation } = relationship;
    return [
      ...(childTable === table
        ? [{ kind: "lookup", name: childNavigation, column: lookup, target: parentTable, relationship } as const]
        : []),
      ...(parentTable === table
        ? [{ kind: "children", name: parentNavigation, column: lookup, target: childTable, relationship } as const]
        : []),
    ];
  }
  const [one, other] = relationship.ends;
  const seenFrom = (near: ManyToManyEnd, far: ManyToManyEnd): Navigation[] =>
    near.table === table
      ? [
          {
            kind: "many-to-many",
            name: near.navigation,
            target: far.table,
            nearColumn: near.column,
            farColumn: far.column,
            relationship,
          },
        ]
      : [];
  return [...seenFrom(one, other), ...seenFrom(other, one)];
}

const lookupsFirst = (one: Navigation, other: Navigation): number => Number(other.kind === "lookup") - Number(one.kind === "lookup");
