import { assertNever } from "../../access/assert-never.ts";
import type { ColumnOperand, ComparisonOperator, FilterNode, FilterOperand, TextTest } from "../query/filter.ts";
import { cellToSql } from "./cell-to-sql.ts";
import type { SqlValue } from "./cell-to-sql.ts";
import type { Collation } from "./fold-text.ts";
import { foldText } from "./fold-text.ts";
import { keyColumn, quoteName } from "./sql-names.ts";
import { findColumn, isText } from "../schema/table-definition.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";

/** A piece of SQL with its bound values, in order. */
export interface SqlPiece {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

const sqlOperators: Readonly<Record<ComparisonOperator, string>> = {
  eq: "=",
  ne: "<>",
  gt: ">",
  ge: ">=",
  lt: "<",
  le: "<=",
};

const globs: Readonly<Record<TextTest, (pattern: string) => string>> = {
  contains: (pattern) => `*${pattern}*`,
  startswith: (pattern) => `${pattern}*`,
  endswith: (pattern) => `*${pattern}`,
  like: (pattern) => pattern,
};

/** A filter bound to the table, as a WHERE condition. Columns the table lacks are a bug of the caller and throw. */
export function filterToSql(filter: FilterNode, table: TableDefinition, collation: Collation): SqlPiece {
  switch (filter.kind) {
    case "and":
    case "or": {
      const pieces = filter.operands.map((operand) => filterToSql(operand, table, collation));
      if (pieces.length === 0) {
        return { sql: filter.kind === "and" ? "1" : "0", values: [] };
      }
      return {
        sql: `(${pieces.map((piece) => piece.sql).join(filter.kind === "and" ? " AND " : " OR ")})`,
        values: pieces.flatMap((piece) => piece.values),
      };
    }
    case "not": {
      const piece = filterToSql(filter.operand, table, collation);
      return { sql: `(NOT ${piece.sql})`, values: piece.values };
    }
    case "text": {
      const pattern = likeToGlob(foldText(filter.pattern, collation));
      return { sql: `(${columnSql(filter.column, table).sql} GLOB ?)`, values: [globs[filter.test](pattern)] };
    }
    case "compare":
      return compareToSql(filter, table, collation);
    case "in":
    case "contain-values":
    case "related":
      throw new TypeError(`The condition ${filter.kind} is not built.`);
    default:
      return assertNever(filter);
  }
}

function compareToSql(filter: Extract<FilterNode, { kind: "compare" }>, table: TableDefinition, collation: Collation): SqlPiece {
  const { left, right, operator } = filter;
  const asked = isNull(right) ? left : isNull(left) ? right : undefined;
  if (asked !== undefined && (operator === "eq" || operator === "ne")) {
    if (isNull(asked)) {
      return { sql: operator === "eq" ? "1" : "0", values: [] };
    }
    const piece = operandSql(asked, undefined, table, collation);
    return { sql: `(${piece.sql} IS ${operator === "eq" ? "" : "NOT "}NULL)`, values: piece.values };
  }
  const model = [left, right].find((operand) => operand.kind === "column");
  const column = model?.kind === "column" ? columnOf(model, table) : undefined;
  const leftSql = operandSql(left, column, table, collation);
  const rightSql = operandSql(right, column, table, collation);
  return {
    sql: `(${leftSql.sql} ${sqlOperators[operator]} ${rightSql.sql})`,
    values: [...leftSql.values, ...rightSql.values],
  };
}

function isNull(operand: FilterOperand): boolean {
  return operand.kind === "literal" && operand.value === null;
}

function operandSql(operand: FilterOperand, column: ColumnDefinition | undefined, table: TableDefinition, collation: Collation): SqlPiece {
  if (operand.kind === "column") {
    return columnSql(operand, table);
  }
  if (column === undefined) {
    throw new TypeError("A comparison needs a column on one side.");
  }
  const value = cellToSql(operand.value, column);
  return { sql: "?", values: [typeof value === "string" && isText(column) ? foldText(value, collation) : value] };
}

function columnSql(operand: ColumnOperand, table: TableDefinition): SqlPiece {
  return { sql: keyColumn(columnOf(operand, table)), values: [] };
}

function columnOf(operand: ColumnOperand, table: TableDefinition): ColumnDefinition {
  const column = findColumn(table, operand.name);
  if (column === undefined) {
    throw new TypeError(`The table ${table.name} has no column ${quoteName(operand.name)}.`);
  }
  return column;
}

/** `%`, `_` and `[^...]` are LIKE's; SQLite's GLOB says `*`, `?` and `[^...]` and knows sets, which its LIKE does not. */
function likeToGlob(pattern: string): string {
  const set = /\[(?:\^[^\]]+|[^\]^][^\]]*)\]/uy;
  let glob = "";
  for (let at = 0; at < pattern.length;) {
    set.lastIndex = at;
    const [range] = set.exec(pattern) ?? [];
    const char = pattern.charAt(at);
    glob += range ?? singles[char] ?? char;
    at += range?.length ?? 1;
  }
  return glob;
}

const singles: Readonly<Record<string, string>> = { "%": "*", _: "?", "*": "[*]", "?": "[?]", "[": "[[]" };
