import type { RowScope } from "../../access/access.ts";
import { assertNever } from "../../access/assert-never.ts";
import type { FilterNode } from "../query/filter.ts";
import type { Navigation, Schema } from "../schema/schema.ts";
import { findColumn } from "../schema/table-definition.ts";
import { UnjudgedPermission } from "./permissions.ts";

export interface ScopeRules {
  readonly schema: Schema;
  readonly polymorphicParents: "notes-only" | "any";
}

/**
 * The rows of a table that a scope reaches; undefined: every row. A visitor without a parent account reaches nothing by it.
 * Throws UnjudgedPermission (not-supported) for a relationship that the schema lacks or that joins other tables.
 */
export function createScopeFilter(rules: ScopeRules, table: string, scope: RowScope): FilterNode | undefined {
  switch (scope.kind) {
    case "global":
      return undefined;
    case "self":
      return hasId(rules.schema, table, scope.contactId);
    case "contact":
      return reaches(
        rules.schema,
        findWay(rules.schema, table, scope.relationship, "contact"),
        hasId(rules.schema, "contact", scope.contactId),
      );
    case "account":
      return reaches(
        rules.schema,
        findWay(rules.schema, table, scope.relationship, "account"),
        isParentAccountOf(rules.schema, scope.contactId),
      );
    case "parent":
      return reaches(rules.schema, findParentWay(rules, table, scope), createScopeFilter(rules, scope.parentTable, scope.parent));
    default:
      return assertNever(scope);
  }
}

/** How many relationships a scope follows. */
export function countLevels(scope: RowScope): number {
  if (scope.kind === "parent") return 1 + countLevels(scope.parent);
  return scope.kind === "contact" || scope.kind === "account" ? 1 : 0;
}

/** `id` as the primary key of the table. */
export function hasId(schema: Schema, table: string, id: string): FilterNode {
  const name = schema.findTable(table)?.primaryId;
  if (name === undefined) throw unknown(`the table ${table}`);
  return { kind: "compare", operator: "eq", left: { kind: "column", name }, right: { kind: "literal", value: id.toLowerCase() } };
}

/** The account that the contact's `parentcustomerid` names. */
export function isParentAccountOf(schema: Schema, contactId: string): FilterNode {
  const way = schema
    .navigations("account")
    .find((one) => one.kind === "children" && one.target === "contact" && one.column === "parentcustomerid");
  if (way === undefined) throw unknown("the account of a contact (parentcustomerid)");
  return { kind: "related", navigation: way, filter: hasId(schema, "contact", contactId) };
}

export function findParentWay(
  { schema, polymorphicParents }: ScopeRules,
  table: string,
  scope: Extract<RowScope, { kind: "parent" }>,
): Navigation {
  const way = findWay(schema, table, scope.relationship, scope.parentTable);
  if (way.kind !== "lookup" || polymorphicParents === "any" || table === "annotation") return way;
  const child = schema.findTable(table);
  const targets = (child && findColumn(child, way.column)?.targets) ?? [];
  if (targets.length > 1)
    throw new UnjudgedPermission(
      "not-supported",
      `${scope.relationship} is a lookup with several targets (${table}.${way.column}), which cannot join parent and child permissions: https://learn.microsoft.com/power-pages/security/table-permissions`,
    );
  return way;
}

/**
 * The navigation property from a table across a relationship to another table, by schema name without case. Within one table the lookup's side is the child's,
 * and the second end of a many-to-many is the row (as in the open-source ancestor).
 */
export function findWay(schema: Schema, table: string, schemaName: string, target: string): Navigation {
  const relationship = schema.findRelationship(schemaName);
  if (relationship === undefined) throw unknown(`the relationship ${schemaName} of a permission on ${table}`);
  const ways = schema.navigations(table).filter((way) => way.relationship === relationship && way.target === target);
  const way =
    ways.find((one) => one.kind === "lookup") ??
    ways.find((one) => one.kind === "many-to-many" && one.nearColumn === one.relationship.ends[1].column) ??
    ways[0];
  if (way === undefined)
    throw new UnjudgedPermission(
      "not-supported",
      `The relationship ${schemaName} does not join ${table} and ${target}, so a permission on ${table} cannot use it.`,
    );
  return way;
}

/** At least one row across the way meets the filter. Where that is a row of one id, the lookup's own column is compared. */
function reaches(schema: Schema, way: Navigation, filter: FilterNode | undefined): FilterNode {
  const isOneId =
    filter?.kind === "compare" && filter.left.kind === "column" && filter.left.name === schema.findTable(way.target)?.primaryId;
  if (way.kind === "lookup" && isOneId) return { ...filter, left: { kind: "column", name: way.column } };
  return { kind: "related", navigation: way, ...(filter === undefined ? {} : { filter }) };
}

function unknown(what: string): UnjudgedPermission {
  return new UnjudgedPermission("not-supported", `The emulated organization does not know ${what}; name it in its schema.`);
}
