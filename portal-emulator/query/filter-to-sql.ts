import type { Collation } from "../../contract/emulator.ts";
import { assertNever } from "../../access/assert-never.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { findColumn, isText } from "../schema/table-definition.ts";
import { cellToSql } from "../store/cell-to-sql.ts";
import type { SqlValue } from "../store/cell-to-sql.ts";
import { foldText } from "../store/fold-text.ts";
import { keyColumn, quoteName } from "../store/sql-names.ts";
import type { CellValue } from "../store/store.ts";
import type { ColumnOperand, ComparisonOperator, FilterNode, FilterOperand, HierarchyNode, TextTest } from "./filter.ts";
import { foldPattern } from "./fold-pattern.ts";
import { likeToGlob } from "./like-to-glob.ts";

/** A piece of SQL with its bound values, in order. */
export interface SqlPiece {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** What the making of SQL must know besides the table in question. */
export interface SqlContext {
  readonly collation: Collation;
  findTable(name: string): TableDefinition | undefined;
  /** The quoted names of all columns, with commas; absent: worked out anew for each query. */
  everyColumn?(table: TableDefinition): string;
}

/** The rows a condition is about: a table under a name of its own, since a table may be joined with itself. */
export interface SqlRows {
  readonly table: TableDefinition;
  readonly alias: string;
}

const sqlOperators: Readonly<Record<ComparisonOperator, string>> = { eq: "=", ne: "<>", gt: ">", ge: ">=", lt: "<", le: "<=" };

const globs: Readonly<Record<TextTest, (pattern: string) => string>> = {
  contains: (pattern) => `*${pattern}*`,
  startswith: (pattern) => `${pattern}*`,
  endswith: (pattern) => `*${pattern}`,
  like: (pattern) => pattern,
};

/** A filter bound to the table of the rows, as a condition. Columns and tables that are not there are a bug of the caller and throw. */
export function filterToSql(filter: FilterNode, rows: SqlRows, context: SqlContext): SqlPiece {
  switch (filter.kind) {
    case "and":
    case "or": {
      const pieces = filter.operands.map((operand) => filterToSql(operand, rows, context));
      if (pieces.length === 0) {
        return { sql: filter.kind === "and" ? "1" : "0", values: [] };
      }
      return joinPieces("(", pieces, filter.kind === "and" ? " AND " : " OR ", ")");
    }
    case "not":
      return joinPieces("(NOT ", [filterToSql(filter.operand, rows, context)], "", ")");
    case "holds":
      return joinPieces("(", [filterToSql(filter.operand, rows, context)], "", " IS TRUE)");
    case "text": {
      const column = columnToSql(filter.column, rows, context);
      const pattern = globs[filter.test](likeToGlob(foldPattern(filter.pattern, context.collation)));
      return { sql: `(${column.sql} GLOB ?)`, values: [...column.values, pattern] };
    }
    case "compare":
      return compareToSql(filter, rows, context);
    case "in": {
      const column = columnToSql(filter.column, rows, context);
      if (filter.values.length === 0) {
        return { sql: `(CASE WHEN ${column.sql} IS NULL THEN NULL ELSE 0 END)`, values: column.values };
      }
      const values = filter.values.map((value) => literalToSql(value, column.definition, context));
      return { sql: `(${column.sql} IN (${values.map(() => "?").join(", ")}))`, values: [...column.values, ...values] };
    }
    case "contain-values": {
      const column = columnToSql(filter.column, rows, context);
      const tests = filter.values.map((value): SqlPiece => ({
        sql: `instr(',' || ${column.sql} || ',', ?) > 0`,
        values: [...column.values, `,${value},`],
      }));
      return tests.length === 0
        ? { sql: `(CASE WHEN ${column.sql} IS NULL THEN NULL ELSE 0 END)`, values: column.values }
        : joinPieces("(", tests, " OR ", ")");
    }
    case "month": {
      const column = columnToSql(filter.column, rows, context);
      // A date is kept as its text, a date and time as milliseconds.
      const month =
        column.definition.type === "date" ? `substr(${column.sql}, 6, 2)` : `strftime('%m', ${column.sql} / 1000.0, 'unixepoch')`;
      return {
        sql: `(CAST(${month} AS INTEGER) IN (${filter.months.map(() => "?").join(", ")}))`,
        values: [...column.values, ...filter.months],
      };
    }
    case "hierarchy":
      return hierarchyToSql(filter, rows, context);
    case "related":
      return relatedToSql(filter, rows, context);
    case "linked": {
      const other = innerRows(rows, context, filter.table);
      const from = columnToSql({ kind: "column", name: filter.from }, other, context);
      const to = columnToSql({ kind: "column", name: filter.to }, rows, context);
      // Text is compared in its folded form, upper case; ids are kept in lower case. The side looked up stays as its index has it.
      const areBothText = isText(from.definition) === isText(to.definition);
      const wanted = areBothText ? to.sql : `${isText(from.definition) ? "upper" : "lower"}(${to.sql})`;
      return existsSql(`${tableSql(other)} WHERE ${from.sql} = ${wanted}`, filter.filter, other, context);
    }
    default:
      return assertNever(filter);
  }
}

/** The rows at the start of a query; those of sub-queries count up from there. */
export function outerRows(table: TableDefinition): SqlRows {
  return { table, alias: "t0" };
}

export function tableSql({ table, alias }: SqlRows): string {
  return `${quoteName(table.name)} AS ${alias}`;
}

function innerRows(rows: SqlRows, context: SqlContext, name: string): SqlRows {
  const table = context.findTable(name);
  if (table === undefined) {
    throw new TypeError(`The emulated organization has no table ${quoteName(name)}.`);
  }
  return { table, alias: `t${Number(rows.alias.slice(1)) + 1}` };
}

/** UNION leaves out what was found before, which also ends the way where rows stand above themselves. */
function hierarchyToSql(filter: HierarchyNode, rows: SqlRows, context: SqlContext): SqlPiece {
  const column = columnToSql(filter.column, rows, context);
  const next = innerRows(rows, context, filter.table);
  const walk = `walk_${next.alias}`;
  const id = idOf(next);
  const parent = quoteName(filter.parent);
  const only = filter.only === undefined ? undefined : filterToSql(filter.only, next, context);
  const seen = only === undefined ? "" : ` AND ${only.sql}`;
  const step =
    filter.direction === "under"
      ? `JOIN ${walk} ON ${next.alias}.${parent} = ${walk}.id`
      : `JOIN ${quoteName(filter.table)} AS child_${next.alias} ON child_${next.alias}.${parent} = ${id} JOIN ${walk} ON child_${next.alias}.${quoteName(next.table.primaryId)} = ${walk}.id`;
  const found =
    `WITH RECURSIVE ${walk}(id) AS (SELECT ${id} FROM ${tableSql(next)} WHERE ${id} = ?${seen}` +
    ` UNION SELECT ${id} FROM ${tableSql(next)} ${step} WHERE 1${seen}) SELECT id FROM ${walk}${filter.withSelf ? "" : " WHERE id <> ?"}`;
  const onlyValues = only?.values ?? [];
  return {
    // Of nothing at all SQLite says that null is not in it.
    sql: `(CASE WHEN ${column.sql} IS NULL THEN NULL ELSE ${column.sql} IN (${found}) END)`,
    values: [...column.values, ...column.values, filter.id, ...onlyValues, ...onlyValues, ...(filter.withSelf ? [] : [filter.id])],
  };
}

function relatedToSql({ navigation, filter }: Extract<FilterNode, { kind: "related" }>, rows: SqlRows, context: SqlContext): SqlPiece {
  switch (navigation.kind) {
    case "lookup": {
      const target = innerRows(rows, context, navigation.target);
      return existsSql(
        `${tableSql(target)} WHERE ${idOf(target)} = ${rows.alias}.${quoteName(navigation.column)}`,
        filter,
        target,
        context,
      );
    }
    case "children": {
      const child = innerRows(rows, context, navigation.target);
      return existsSql(`${tableSql(child)} WHERE ${child.alias}.${quoteName(navigation.column)} = ${idOf(rows)}`, filter, child, context);
    }
    case "many-to-many": {
      const link = innerRows(rows, context, navigation.relationship.intersect);
      const far = innerRows(link, context, navigation.target);
      const join = `${idOf(far)} = ${link.alias}.${quoteName(navigation.farColumn)}`;
      const near = `${link.alias}.${quoteName(navigation.nearColumn)} = ${idOf(rows)}`;
      return existsSql(`${tableSql(link)} JOIN ${tableSql(far)} ON ${join} WHERE ${near}`, filter, far, context);
    }
    default:
      return assertNever(navigation);
  }
}

function existsSql(from: string, filter: FilterNode | undefined, rows: SqlRows, context: SqlContext): SqlPiece {
  const condition = filter === undefined ? undefined : filterToSql(filter, rows, context);
  return condition === undefined
    ? { sql: `EXISTS (SELECT 1 FROM ${from})`, values: [] }
    : { sql: `EXISTS (SELECT 1 FROM ${from} AND ${condition.sql})`, values: condition.values };
}

function compareToSql({ left, right, operator }: Extract<FilterNode, { kind: "compare" }>, rows: SqlRows, context: SqlContext): SqlPiece {
  const asked = isNull(right) ? left : isNull(left) ? right : undefined;
  if (asked !== undefined && (operator === "eq" || operator === "ne")) {
    if (asked.kind === "literal") {
      return { sql: isNull(asked) === (operator === "eq") ? "1" : "0", values: [] };
    }
    const column = columnToSql(asked, rows, context);
    return { sql: `(${column.sql} IS ${operator === "eq" ? "" : "NOT "}NULL)`, values: column.values };
  }
  const columns = [left, right].map((operand) => (operand.kind === "column" ? columnToSql(operand, rows, context) : undefined));
  const definition = columns.find((column) => column !== undefined)?.definition;
  if (definition === undefined) {
    throw new TypeError("A comparison needs a column on one side.");
  }
  const sides = [left, right].map((operand, at): SqlPiece => {
    if (operand.kind === "literal") {
      return { sql: "?", values: [literalToSql(operand.value, definition, context)] };
    }
    return columns[at] ?? columnToSql(operand, rows, context);
  });
  return joinPieces("(", sides, ` ${sqlOperators[operator]} `, ")");
}

function isNull(operand: FilterOperand): boolean {
  return operand.kind === "literal" && operand.value === null;
}

/** A value as the column's key holds it: text folded. */
export function literalToSql(value: CellValue, column: ColumnDefinition, { collation }: SqlContext): SqlValue {
  const kept = cellToSql(value, column);
  return typeof kept === "string" && isText(column) ? foldText(kept, collation) : kept;
}

interface ColumnPiece extends SqlPiece {
  readonly definition: ColumnDefinition;
}

/** The key of a column, read across lookups where it has some: null where one of them points at nothing that is seen. */
export function columnToSql({ name, via = [], viaOnly = [] }: ColumnOperand, rows: SqlRows, context: SqlContext): ColumnPiece {
  const [step, ...rest] = via;
  if (step === undefined) {
    const definition = findColumn(rows.table, name);
    if (definition === undefined) {
      throw new TypeError(`The table ${rows.table.name} has no column ${quoteName(name)}.`);
    }
    return { sql: `${rows.alias}.${keyColumn(definition)}`, values: [], definition };
  }
  const target = innerRows(rows, context, step.target);
  const [only, ...restOnly] = viaOnly;
  const inner = columnToSql({ kind: "column", name, via: rest, viaOnly: restOnly }, target, context);
  const seen = only === undefined ? undefined : filterToSql(only, target, context);
  const where = `${idOf(target)} = ${rows.alias}.${quoteName(step.column)}${seen === undefined ? "" : ` AND ${seen.sql}`}`;
  return {
    sql: `(SELECT ${inner.sql} FROM ${tableSql(target)} WHERE ${where})`,
    values: [...inner.values, ...(seen?.values ?? [])],
    definition: inner.definition,
  };
}

function idOf({ table, alias }: SqlRows): string {
  return `${alias}.${quoteName(table.primaryId)}`;
}

function joinPieces(open: string, pieces: readonly SqlPiece[], between: string, close: string): SqlPiece {
  return { sql: `${open}${pieces.map((piece) => piece.sql).join(between)}${close}`, values: pieces.flatMap((piece) => piece.values) };
}
