import type { FilterNode } from "../../query/filter.ts";
import type { Navigation, Schema } from "../../schema/schema.ts";
import type { TableDefinition } from "../../schema/table-definition.ts";

export function hasValue(column: string, value: string): FilterNode {
  return { kind: "compare", operator: "eq", left: { kind: "column", name: column }, right: { kind: "literal", value } };
}

/** Of the rows at the far end of a navigation property that leads to many: those of one row at its near end. */
export function isAcross(
  schema: Schema,
  { table, id }: { readonly table: TableDefinition; readonly id: string },
  way: Exclude<Navigation, { kind: "lookup" }>,
): FilterNode {
  if (way.kind === "children") return hasValue(way.column, id);
  const back = schema
    .navigations(way.target)
    .find((one) => one.kind === "many-to-many" && one.relationship === way.relationship && one.nearColumn === way.farColumn);
  if (back === undefined) throw new TypeError(`The relationship ${way.relationship.schemaName} has one end only.`);
  return { kind: "related", navigation: back, filter: hasValue(table.primaryId, id) };
}
