import type { CascadeDelete, ManyToMany, OneToMany } from "./schema.ts";
import type { TableDefinition } from "./table-definition.ts";

export interface LookupParts {
  readonly schemaName: string;
  readonly parentTable: string;
  readonly childTable: string;
  /** The lookup's logical name. */
  readonly lookup: string;
  /** Absent: the lookup's logical name. */
  readonly childNavigation?: string;
  /** Absent: the relationship's schema name. */
  readonly parentNavigation?: string;
  /** Absent: the link is removed, as of a new lookup column. */
  readonly onDelete?: CascadeDelete;
}

export function oneToMany({ childNavigation, parentNavigation, onDelete, ...parts }: LookupParts): OneToMany {
  return {
    kind: "one-to-many",
    ...parts,
    parentNavigation: parentNavigation ?? parts.schemaName,
    childNavigation: childNavigation ?? parts.lookup,
    onDelete: onDelete ?? "remove-link",
  };
}

/** The many-to-many relationship of two tables and the table behind it; each end's navigation property has the schema name, as is usual. */
export function manyToMany(
  schemaName: string,
  intersect: string,
  ends: readonly [{ table: string; column: string; navigation?: string }, { table: string; column: string; navigation?: string }],
): { readonly relationship: ManyToMany; readonly table: TableDefinition } {
  const [one, other] = ends;
  const primaryId = `${intersect}id`;
  return {
    relationship: {
      kind: "many-to-many",
      schemaName,
      intersect,
      ends: [
        { ...one, navigation: one.navigation ?? schemaName },
        { ...other, navigation: other.navigation ?? schemaName },
      ],
    },
    table: {
      name: intersect,
      entitySet: `${intersect}set`,
      primaryId,
      primaryName: primaryId,
      readOnly: false,
      elastic: false,
      intersect: true,
      columns: [
        { name: primaryId, type: "uniqueidentifier", readOnly: true, evidence: "documented" },
        ...[one.column, other.column].map((name) => ({ name, type: "uniqueidentifier", indexed: true, evidence: "documented" }) as const),
        { name: "versionnumber", type: "bigint", readOnly: true, evidence: "documented" },
      ],
    },
  };
}
