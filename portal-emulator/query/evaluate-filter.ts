import type { Collation } from "../../contract/emulator.ts";
import { assertNever } from "../../access/assert-never.ts";
import type { Schema } from "../schema/schema.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { findColumn } from "../schema/table-definition.ts";
import { foldText } from "../store/fold-text.ts";
import type { CellValue, Row } from "../store/store.ts";
import { compareKeys, keyOf } from "./compare-cells.ts";
import type { ColumnOperand, ComparisonOperator, FilterNode, FilterOperand, HierarchyNode, TextTest } from "./filter.ts";
import { foldPattern } from "./fold-pattern.ts";
import { matchesLike } from "./matches-like.ts";

/** undefined: unknown. */
export type Truth = boolean | undefined;

/** All rows there are. */
export interface RowWorld {
  readonly schema: Schema;
  readonly collation: Collation;
  rows(table: string): readonly Row[];
}

/** The meaning of a filter for one row, worked out without the database. */
export function evaluateFilter(filter: FilterNode, row: Row, table: TableDefinition, world: RowWorld): Truth {
  const evaluate = (inner: FilterNode): Truth => evaluateFilter(inner, row, table, world);
  switch (filter.kind) {
    case "and": {
      const truths = new Set(filter.operands.map(evaluate));
      return truths.has(false) ? false : truths.has(undefined) ? undefined : true;
    }
    case "or": {
      const truths = new Set(filter.operands.map(evaluate));
      return truths.has(true) ? true : truths.has(undefined) ? undefined : false;
    }
    case "not": {
      const truth = evaluate(filter.operand);
      return truth === undefined ? undefined : !truth;
    }
    case "holds":
      return evaluate(filter.operand) === true;
    case "text": {
      const { value } = readColumn(filter.column, row, table, world);
      return value === null
        ? undefined
        : matchesLike(likePattern(filter.test, foldPattern(filter.pattern, world.collation)), foldText(String(value), world.collation));
    }
    case "compare":
      return compareOperands(filter.left, filter.operator, filter.right, { row, table, world });
    case "in": {
      const { value, definition } = readColumn(filter.column, row, table, world);
      const key = keyOf(value, definition, world.collation);
      return key === null ? undefined : filter.values.some((one) => keyOf(one, definition, world.collation) === key);
    }
    case "contain-values": {
      const { value } = readColumn(filter.column, row, table, world);
      const held = value === null ? undefined : String(value).split(",").map(Number);
      return held && filter.values.some((one) => held.includes(one));
    }
    case "month": {
      const { value } = readColumn(filter.column, row, table, world);
      return value === null ? undefined : filter.months.includes(new Date(String(value)).getUTCMonth() + 1);
    }
    case "hierarchy": {
      const { value } = readColumn(filter.column, row, table, world);
      return value === null ? undefined : walkHierarchy(filter, world).has(String(value));
    }
    case "related":
      return evaluateRelated(filter, row, table, world);
    case "linked": {
      const target = expectTable(filter.table, world);
      const to = keyOf(row[filter.to] ?? null, expectColumn(table, filter.to), world.collation);
      return world.rows(filter.table).some((other) => {
        const from = keyOf(other[filter.from] ?? null, expectColumn(target, filter.from), world.collation);
        return to !== null && from === to && meets(filter.filter, other, target, world);
      });
    }
    default:
      return assertNever(filter);
  }
}

function meets(filter: FilterNode | undefined, row: Row, table: TableDefinition, world: RowWorld): boolean {
  return filter === undefined || evaluateFilter(filter, row, table, world) === true;
}

/** The ids of the rows that a place in a hierarchy means. */
function walkHierarchy({ table, parent, direction, id, withSelf, only }: HierarchyNode, world: RowWorld): ReadonlySet<string> {
  const definition = expectTable(table, world);
  const idOf = (row: Row): string => String(row[definition.primaryId]);
  const seen = world.rows(table).filter((row) => meets(only, row, definition, world));
  const found = new Set<string>();
  const visit = (row: Row): void => {
    if (found.has(idOf(row))) {
      return;
    }
    found.add(idOf(row));
    seen.filter((other) => (direction === "under" ? other[parent] === idOf(row) : idOf(other) === row[parent])).forEach(visit);
  };
  seen.filter((row) => idOf(row) === id).forEach(visit);
  if (!withSelf) {
    found.delete(id);
  }
  return found;
}

function evaluateRelated(
  { navigation, filter }: Extract<FilterNode, { kind: "related" }>,
  row: Row,
  table: TableDefinition,
  world: RowWorld,
): boolean {
  const target = expectTable(navigation.target, world);
  const id = row[table.primaryId] ?? null;
  const isBehind = (other: Row): boolean => {
    const otherId = other[target.primaryId] ?? null;
    switch (navigation.kind) {
      case "lookup":
        return otherId !== null && otherId === row[navigation.column];
      case "children":
        return id !== null && other[navigation.column] === id;
      case "many-to-many":
        return world
          .rows(navigation.relationship.intersect)
          .some((link) => id !== null && link[navigation.nearColumn] === id && link[navigation.farColumn] === otherId);
      default:
        return assertNever(navigation);
    }
  };
  return world.rows(navigation.target).some((other) => isBehind(other) && meets(filter, other, target, world));
}

interface Place {
  readonly row: Row;
  readonly table: TableDefinition;
  readonly world: RowWorld;
}

function compareOperands(left: FilterOperand, operator: ComparisonOperator, right: FilterOperand, { row, table, world }: Place): Truth {
  const sides = [left, right].map((operand) => (operand.kind === "column" ? readColumn(operand, row, table, world) : undefined));
  const definition = sides.find((side) => side !== undefined)?.definition;
  const keys = [left, right].map((operand, at) => {
    const value = operand.kind === "literal" ? operand.value : (sides[at]?.value ?? null);
    return definition === undefined ? null : keyOf(value, sides[at]?.definition ?? definition, world.collation);
  });
  const [one = null, other = null] = keys;
  const asksNull = [left, right].some((operand) => operand.kind === "literal" && operand.value === null);
  if (asksNull && (operator === "eq" || operator === "ne")) {
    return (one === null && other === null) === (operator === "eq");
  }
  if (one === null || other === null) {
    return undefined;
  }
  return holds(operator, compareKeys(one, other));
}

export function holds(operator: ComparisonOperator, order: number): boolean {
  return { eq: order === 0, ne: order !== 0, gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[operator];
}

function readColumn(
  { name, via = [], viaOnly = [] }: ColumnOperand,
  row: Row,
  table: TableDefinition,
  world: RowWorld,
): { readonly value: CellValue; readonly definition: ColumnDefinition } {
  let at: Row | undefined = row;
  let atTable = table;
  for (const [index, step] of via.entries()) {
    const id: CellValue = at?.[step.column] ?? null;
    const target = expectTable(step.target, world);
    const found: Row | undefined = id === null ? undefined : world.rows(step.target).find((other) => other[target.primaryId] === id);
    at = found !== undefined && meets(viaOnly[index], found, target, world) ? found : undefined;
    atTable = target;
  }
  return { value: at?.[name] ?? null, definition: expectColumn(atTable, name) };
}

function likePattern(test: TextTest, pattern: string): string {
  const open = test === "contains" || test === "endswith" ? "%" : "";
  const close = test === "contains" || test === "startswith" ? "%" : "";
  return `${open}${pattern}${close}`;
}

function expectTable(name: string, { schema }: RowWorld): TableDefinition {
  const table = schema.findTable(name);
  if (table === undefined) {
    throw new TypeError(`There is no table ${name}.`);
  }
  return table;
}

function expectColumn(table: TableDefinition, name: string): ColumnDefinition {
  const column = findColumn(table, name);
  if (column === undefined) {
    throw new TypeError(`The table ${table.name} has no column ${name}.`);
  }
  return column;
}
