import { QueryFault } from "../odata/query-fault.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import type { Condition, ConditionContext, NamedCondition } from "./condition.ts";
import { not, oneId, requireId } from "./condition.ts";
import type { FilterNode, HierarchyDirection } from "./filter.ts";

/**
 * Conditions on the one hierarchical relationship a table may have, on the table's own id (documented) or on a lookup of such a table (assumed).
 * The row itself is not under itself, so `not-under` finds it. Dataverse's limit of 100 levels is not emulated: what it answers past it is not
 * documented.
 * https://learn.microsoft.com/power-apps/developer/data-platform/query-hierarchical-data
 */
export const hierarchyConditions: readonly NamedCondition[] = [
  ["above", (given, context) => inHierarchy(given, context, "above")],
  ["eq-or-above", (given, context) => inHierarchy(given, context, "above", true)],
  ["under", (given, context) => inHierarchy(given, context, "under")],
  ["eq-or-under", (given, context) => inHierarchy(given, context, "under", true)],
  ["not-under", (given, context) => not(inHierarchy(given, context, "under"))],
];

function inHierarchy(given: Condition, { schema }: ConditionContext, direction: HierarchyDirection, withSelf = false): FilterNode {
  const { definition, operand, table } = given;
  requireId(given, "a row of a hierarchy");
  const isOwnId = definition.name === table.primaryId;
  const ranked = isOwnId ? [table] : (definition.targets ?? []).flatMap((name) => schema.findTable(name) ?? []);
  const found = ranked.filter((one): one is TableDefinition & { readonly hierarchy: string } => one.hierarchy !== undefined);
  if (found.length === 0) {
    // That the operators apply to no other relationship is documented; how a query is refused is assumed.
    const names = ranked.map(({ name }) => `'${name}'`).join(" or ") || `'${table.name}'`;
    throw new QueryFault("syntax", `No relationship of ${names} is defined as hierarchical; '${definition.name}' has no above or under.`);
  }
  const id = oneId(given);
  const operands = found.map((one): FilterNode => ({
    kind: "hierarchy",
    column: operand,
    table: one.name,
    parent: one.hierarchy,
    direction,
    id,
    withSelf,
    walks: isOwnId ? "every-row" : "seen-rows",
  }));
  const [first, ...others] = operands;
  return first !== undefined && others.length === 0 ? first : { kind: "or", operands };
}
