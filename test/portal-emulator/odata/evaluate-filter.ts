import { assertNever } from "../../../access/assert-never.ts";
import type { FilterNode, FilterOperand, TextTest } from "../../../portal-emulator/query/filter.ts";
import { foldText } from "../../../portal-emulator/store/fold-text.ts";
import type { CellValue, Row } from "../../../portal-emulator/store/store.ts";
import { findColumn } from "../../../portal-emulator/schema/table-definition.ts";
import type { TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";

/** undefined: unknown. */
type Truth = boolean | undefined;

/** The meaning of a filter, written without SQL: what the database's answer is compared with. */
export function evaluateFilter(filter: FilterNode, row: Row, table: TableDefinition): Truth {
  switch (filter.kind) {
    case "and": {
      const truths = new Set(filter.operands.map((operand) => evaluateFilter(operand, row, table)));
      return truths.has(false) ? false : truths.has(undefined) ? undefined : true;
    }
    case "or": {
      const truths = new Set(filter.operands.map((operand) => evaluateFilter(operand, row, table)));
      return truths.has(true) ? true : truths.has(undefined) ? undefined : false;
    }
    case "not": {
      const truth = evaluateFilter(filter.operand, row, table);
      return truth === undefined ? undefined : !truth;
    }
    case "text": {
      const text = row[filter.column.name] ?? null;
      return text === null ? undefined : testText(filter.test, fold(String(text)), fold(filter.pattern));
    }
    case "compare": {
      const [left, right] = [read(filter.left, row, table), read(filter.right, row, table)];
      const asksNull = [filter.left, filter.right].some((side) => side.kind === "literal" && side.value === null);
      if (asksNull && filter.operator === "eq") {
        return left === null && right === null;
      }
      if (asksNull && filter.operator === "ne") {
        return left !== null || right !== null;
      }
      if (left === null || right === null) {
        return undefined;
      }
      const order = compare(left, right);
      return { eq: order === 0, ne: order !== 0, gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[filter.operator];
    }
    case "in":
    case "contain-values":
    case "related":
      throw new TypeError(`The condition ${filter.kind} is not evaluated here.`);
    default:
      return assertNever(filter);
  }
}

function read(operand: FilterOperand, row: Row, table: TableDefinition): CellValue {
  if (operand.kind === "literal") {
    return typeof operand.value === "string" ? comparable(operand.value) : operand.value;
  }
  const value = row[operand.name] ?? null;
  if (typeof value !== "string") {
    return value;
  }
  return findColumn(table, operand.name)?.type === "datetime" ? Date.parse(value) : fold(value);
}

/** A date and time among text values would be read as text; the tests use none in that shape. */
function comparable(text: string): CellValue {
  return /^\d{4}-\d{2}-\d{2}T/u.test(text) ? Date.parse(text) : fold(text);
}

function compare(left: CellValue, right: CellValue): number {
  if (typeof left === "string" && typeof right === "string") {
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  return Number(left) - Number(right);
}

function fold(text: string): string {
  return foldText(text, "accent-insensitive");
}

function testText(test: TextTest, text: string, pattern: string): boolean {
  const open = test === "contains" || test === "endswith" ? "%" : "";
  const close = test === "contains" || test === "startswith" ? "%" : "";
  return matches(Array.from(`${open}${pattern}${close}`), Array.from(text));
}

function matches(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) {
    return text.length === 0;
  }
  if (first === "%") {
    return matches(rest, text) || (text.length > 0 && matches(pattern, text.slice(1)));
  }
  const [char, ...others] = text;
  if (char === undefined) {
    return false;
  }
  if (first === "[") {
    const end = rest.indexOf("]");
    const set = rest.slice(0, Math.max(end, 0));
    const isNegated = set[0] === "^";
    const members = isNegated ? set.slice(1) : set;
    if (members.length > 0) {
      return inSet(members, char) !== isNegated && matches(rest.slice(end + 1), others);
    }
  }
  return (first === "_" || first === char) && matches(rest, others);
}

function inSet(members: readonly string[], char: string): boolean {
  for (let at = 0; at < members.length; at += 1) {
    const from = members[at] ?? "";
    const to = members[at + 2];
    if (members[at + 1] === "-" && to !== undefined) {
      if (from <= char && char <= to) {
        return true;
      }
      at += 2;
    } else if (from === char) {
      return true;
    }
  }
  return false;
}
