import { assertNever } from "../../access/assert-never.ts";
import type { ColumnOperand, FilterNode, FilterOperand } from "./filter.ts";
import { allOf, visibleRows } from "./row-reader.ts";
import type { ReadContext } from "./row-reader.ts";

/** The filter as if the rows of other tables that must not be seen were not there. Throws TableDenied. */
export function restrictFilter(filter: FilterNode, context: ReadContext): FilterNode {
  switch (filter.kind) {
    case "and":
    case "or":
      return { kind: filter.kind, operands: filter.operands.map((operand) => restrictFilter(operand, context)) };
    case "not":
    case "holds":
      return { kind: filter.kind, operand: restrictFilter(filter.operand, context) };
    case "compare":
      return { ...filter, left: restrictOperand(filter.left, context), right: restrictOperand(filter.right, context) };
    case "text":
    case "in":
    case "contain-values":
    case "month":
      return { ...filter, column: restrictColumn(filter.column, context) };
    case "hierarchy": {
      const only = filter.walks === "seen-rows" ? visibleRows(context, filter.table) : undefined;
      return { ...filter, column: restrictColumn(filter.column, context), ...(only === undefined ? {} : { only }) };
    }
    case "related": {
      const inner = filter.filter === undefined ? undefined : restrictFilter(filter.filter, context);
      return { kind: "related", navigation: filter.navigation, ...allOf(visibleRows(context, filter.navigation.target), inner) };
    }
    case "linked": {
      const inner = filter.filter === undefined ? undefined : restrictFilter(filter.filter, context);
      // An intersect table has no permissions of its own: both ends are asked.
      const isIntersect = context.schema.findTable(filter.table)?.intersect === true;
      return { ...filter, ...allOf(isIntersect ? undefined : visibleRows(context, filter.table), inner) };
    }
    default:
      return assertNever(filter);
  }
}

function restrictOperand(operand: FilterOperand, context: ReadContext): FilterOperand {
  return operand.kind === "column" ? restrictColumn(operand, context) : operand;
}

function restrictColumn(operand: ColumnOperand, context: ReadContext): ColumnOperand {
  return operand.via === undefined ? operand : { ...operand, viaOnly: operand.via.map(({ target }) => visibleRows(context, target)) };
}
