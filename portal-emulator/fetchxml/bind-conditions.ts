import { assertNever } from "../../access/assert-never.ts";
import type { ColumnUse } from "../query/column-use.ts";
import { buildCondition } from "../query/condition-operators.ts";
import type { ComparisonOperator, FilterNode } from "../query/filter.ts";
import { comparisonOperators } from "../query/filter.ts";
import { allOf } from "../query/row-reader.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { readName } from "../schema/table-definition.ts";
import { edmTypes } from "../schema/edm-types.ts";
import type { JoinedFilter, RowColumn } from "./bound-fetch.ts";
import { rootAlias } from "./bound-fetch.ts";
import type { FetchCondition, FetchFilter, FetchLink } from "./fetch-xml.ts";
import type { Aliases, FetchContext } from "./find-names.ts";
import { requireFetchColumn, requireTable, withPlace } from "./find-names.ts";
import { fetchFault } from "./parse-fetch-xml.ts";

export interface ConditionParts {
  readonly context: FetchContext;
  readonly aliases: Aliases;
  use(use: ColumnUse): void;
}

/** The rows that a filter stands at. */
export interface FilterRows {
  readonly alias: string;
  readonly table: TableDefinition;
}

/** The parts of a table's filters, all of which must hold; parts about the same rows are one. */
export function bindFilters(filters: readonly FetchFilter[], rows: FilterRows, parts: ConditionParts): readonly JoinedFilter[] {
  const bound = simplify({ kind: "and", operands: filters.flatMap((filter) => bindTree(filter, rows, parts) ?? []) });
  return bound.kind === "and" ? bound.operands : [bound];
}

/** A link that only asks whether rows are there, as a condition of the rows it is linked to. */
export function bindExistence(link: FetchLink, outer: TableDefinition, parts: ConditionParts): FilterNode {
  const table = requireTable(link.name, link.place, parts.context);
  if (link.attributes.length > 0 || link.allColumns || link.orders.length > 0) {
    throw fetchFault("syntax", `A link of type '${link.type}' returns no columns and orders nothing.`, link.place);
  }
  if (table.elastic || outer.elastic) {
    throw fetchFault("syntax", "Elastic tables are not filtered by related tables.", link.place);
  }
  if (table.intersect !== true) {
    parts.use({ table: table.name, column: undefined, where: "join" });
  }
  const from = requireFetchColumn(table, link.from, link.place).name;
  const to = requireFetchColumn(outer, link.to, link.place).name;
  const rows: FilterRows = { alias: rootAlias, table };
  const own = bindFilters(link.filters, rows, { ...parts, aliases: noAliases }).map((part) => requireOwn(part, rootAlias, link));
  const inner = link.links.flatMap((nested) => (nested.type === "outer" ? [] : [bindExistence(nested, table, parts)]));
  const filter = allOf(...own, ...inner);
  const any: FilterNode = { kind: "linked", table: table.name, from, to, ...filter };
  switch (link.type) {
    // Documented: "not all" is the same as "any" despite the name, and "all" asks for rows of which none meets the filter.
    case "any":
    case "not all":
    case "exists":
    case "in":
    case "inner":
    case "outer":
    case "matchfirstrowusingcrossapply":
      return any;
    case "not any":
      return { kind: "not", operand: any };
    case "all":
      return {
        kind: "and",
        operands: [
          { kind: "linked", table: table.name, from, to },
          { kind: "not", operand: any },
        ],
      };
    default:
      return assertNever(link.type);
  }
}

/** The filter of a part that is about these rows alone. Throws QueryFault `not-supported`. */
export function requireOwn(part: JoinedFilter, alias: string, link: FetchLink): FilterNode {
  if (part.kind === "row" && part.rows === alias) {
    return part.filter;
  }
  throw fetchFault("not-supported", "A link's filter that speaks of other rows is not built in the emulator.", link.place);
}

const noAliases: Aliases = {
  of: () => rootAlias,
  find: (name, place) => {
    throw fetchFault("syntax", `No link is called '${name}' here.`, place);
  },
};

/** undefined: a filter without conditions. */
function bindTree(filter: FetchFilter, rows: FilterRows, parts: ConditionParts): JoinedFilter | undefined {
  if (filter.kind === "condition") {
    return bindCondition(filter, rows, parts);
  }
  if (filter.kind === "link") {
    const { link } = filter;
    if (!["any", "not any", "all", "not all"].includes(link.type)) {
      throw fetchFault("syntax", `Inside a filter a link is of type any, not any, all or not all, not '${link.type}'.`, link.place);
    }
    return { kind: "row", rows: rows.alias, filter: bindExistence(link, rows.table, parts) };
  }
  const operands = filter.operands.flatMap((operand) => bindTree(operand, rows, parts) ?? []);
  return operands.length === 0 ? undefined : simplify({ kind: filter.kind, operands });
}

function simplify(filter: Extract<JoinedFilter, { kind: "and" | "or" }>): JoinedFilter {
  const { kind } = filter;
  const flat = filter.operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand]));
  const own = new Map<string, FilterNode[]>();
  for (const operand of flat) {
    if (operand.kind === "row") {
      own.set(operand.rows, [...(own.get(operand.rows) ?? []), operand.filter]);
    }
  }
  const merged = [...own].map(([rows, filters]): JoinedFilter => {
    const [first, ...others] = filters;
    return { kind: "row", rows, filter: first !== undefined && others.length === 0 ? first : { kind, operands: filters } };
  });
  const operands = [...merged, ...flat.filter((operand) => operand.kind !== "row")];
  const [first, ...others] = operands;
  return first !== undefined && others.length === 0 ? first : { kind, operands };
}

function bindCondition(condition: FetchCondition, outer: FilterRows, parts: ConditionParts): JoinedFilter {
  const { place, entityName } = condition;
  const rows = entityName === undefined || entityName === outer.alias ? outer : parts.aliases.find(entityName, place);
  const definition = requireFetchColumn(rows.table, condition.attribute, place);
  parts.use({ table: rows.table.name, column: readName(definition), where: "filter" });
  const left: RowColumn = { rows: rows.alias, definition };
  if (condition.valueOf !== undefined) {
    return bindColumnComparison({ ...condition, valueOf: condition.valueOf }, { left, table: rows.table }, parts);
  }
  const operand = { kind: "column", name: definition.name } as const;
  const found = withPlace(place, () =>
    buildCondition(condition.operator, { operand, definition, table: rows.table, values: condition.values }, parts.context),
  );
  const isNotEqual = condition.operator === "ne" || condition.operator === "neq";
  const empty: FilterNode = { kind: "compare", operator: "eq", left: operand, right: { kind: "literal", value: null } };
  const filter: FilterNode = isNotEqual && parts.context.notEqualTakesNull ? { kind: "or", operands: [found, empty] } : found;
  return { kind: "row", rows: rows.alias, filter };
}

interface ComparedColumn {
  readonly left: RowColumn;
  readonly table: TableDefinition;
}

/** https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/filter-rows#filter-on-column-values-in-the-same-row */
function bindColumnComparison(
  condition: FetchCondition & { readonly valueOf: string },
  { left, table }: ComparedColumn,
  parts: ConditionParts,
): JoinedFilter {
  const { place, valueOf } = condition;
  const operator = findComparison(condition.operator);
  if (operator === undefined) {
    throw fetchFault("syntax", `Columns are not compared by '${condition.operator}'.`, place);
  }
  if (table.elastic) {
    throw fetchFault("syntax", "Elastic tables do not compare one column with another.", place);
  }
  const dot = valueOf.lastIndexOf(".");
  const other = dot < 0 ? { alias: left.rows, table } : parts.aliases.find(valueOf.slice(0, dot), place);
  const definition = requireFetchColumn(other.table, valueOf.slice(dot + 1), place);
  parts.use({ table: other.table.name, column: readName(definition), where: "filter" });
  if (edmTypes[definition.type] !== edmTypes[left.definition.type]) {
    throw fetchFault("type-mismatch", `The columns '${condition.attribute}' and '${valueOf}' are not of one type.`, place);
  }
  if (other.alias !== left.rows) {
    return { kind: "compare-rows", operator, left, right: { rows: other.alias, definition } };
  }
  return {
    kind: "row",
    rows: left.rows,
    filter: {
      kind: "compare",
      operator,
      left: { kind: "column", name: left.definition.name },
      right: { kind: "column", name: definition.name },
    },
  };
}

function findComparison(operator: string): ComparisonOperator | undefined {
  return operator === "neq" ? "ne" : comparisonOperators.find((known) => known === operator);
}
