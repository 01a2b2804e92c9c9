import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { findColumn } from "../schema/table-definition.ts";
import { foldText } from "../store/fold-text.ts";
import { keyColumn, quoteName } from "../store/sql-names.ts";
import type { OrderKey, RowQuery } from "../store/store.ts";
import { columnToSql, filterToSql, literalToSql, outerRows, tableSql } from "./filter-to-sql.ts";
import type { SqlContext, SqlPiece, SqlRows } from "./filter-to-sql.ts";

/** The rows of a query, whole or the columns asked for, in a complete order. Names the tables lack are a bug of the caller and throw. */
export function selectSql(table: TableDefinition, query: RowQuery, context: SqlContext): SqlPiece {
  const rows = outerRows(table);
  // No other table stands beside it in FROM: the names need no alias.
  const columns =
    query.columns?.map((name) => quoteName(expectColumn(table, name).name)).join(", ") ??
    context.everyColumn?.(table) ??
    everyColumn(table);
  const where = whereSql(rows, query, context);
  const keys = (query.orderBy ?? []).map((key) => orderSql(key, rows, context));
  // Dates have whole seconds: without the id as last key the order of rows of one second would be chance.
  const order = [...keys.map(({ sql }) => sql), `${rows.alias}.${quoteName(table.primaryId)} ASC`].join(", ");
  const limited = query.top !== undefined || query.skip !== undefined;
  return {
    // One JSON text a row: taking a wide row out of WebAssembly cell by cell takes seven times as long. Numbers come back as they were.
    sql: `SELECT json_array(${columns}) AS cells FROM ${tableSql(rows)}${where.sql} ORDER BY ${order}${limited ? " LIMIT ? OFFSET ?" : ""}`,
    values: [...where.values, ...keys.flatMap(({ values }) => values), ...(limited ? [query.top ?? -1, query.skip ?? 0] : [])],
  };
}

export function everyColumn(table: TableDefinition): string {
  return table.columns.map(({ name }) => quoteName(name)).join(", ");
}

export function countSql(table: TableDefinition, query: RowQuery, context: SqlContext): SqlPiece {
  const rows = outerRows(table);
  const where = whereSql(rows, query, context);
  if (query.top === undefined) {
    return { sql: `SELECT count(*) AS rows FROM ${tableSql(rows)}${where.sql}`, values: where.values };
  }
  return {
    sql: `SELECT count(*) AS rows FROM (SELECT 1 FROM ${tableSql(rows)}${where.sql} LIMIT ?)`,
    values: [...where.values, query.top],
  };
}

export function summarySql(table: TableDefinition, by: string, greatest: string): string {
  const value = quoteName(expectColumn(table, by).name);
  return `SELECT ${value} AS value, count(*) AS rows, max(${quoteName(expectColumn(table, greatest).name)}) AS greatest FROM ${quoteName(table.name)} WHERE ${value} IS NOT NULL GROUP BY ${value}`;
}

function whereSql(rows: SqlRows, query: RowQuery, context: SqlContext): SqlPiece {
  const equals = Object.entries(query.equals ?? {}).map(([name, value]): SqlPiece => {
    const column = expectColumn(rows.table, name);
    const key = `${rows.alias}.${keyColumn(column)}`;
    // An index of a lookup leaves null out, and is used for = but not for IS.
    return value === null ? { sql: `${key} IS NULL`, values: [] } : { sql: `${key} = ?`, values: [literalToSql(value, column, context)] };
  });
  const pieces = [...equals, ...(query.filter === undefined ? [] : [filterToSql(query.filter, rows, context)])];
  return pieces.length === 0
    ? { sql: "", values: [] }
    : { sql: ` WHERE ${pieces.map((piece) => piece.sql).join(" AND ")}`, values: pieces.flatMap((piece) => piece.values) };
}

function orderSql(key: OrderKey, rows: SqlRows, context: SqlContext): SqlPiece {
  const shown = key.byShown ? shownSql(key, rows, context) : undefined;
  const { sql, values } = shown ?? columnToSql({ kind: "column", name: key.column, ...viaOf(key) }, rows, context);
  return { sql: `${sql} ${key.descending ? "DESC" : "ASC"}`, values };
}

/** undefined: the value is its own showing. */
function shownSql(key: OrderKey, rows: SqlRows, context: SqlContext): SqlPiece | undefined {
  const column = columnToSql({ kind: "column", name: key.column, ...viaOf(key) }, rows, context);
  const { definition } = column;
  if (definition.type === "choice" && definition.options !== undefined) {
    const cases = definition.options.map(() => "WHEN ? THEN ?").join(" ");
    const values = definition.options.flatMap(({ value, label }) => [value, foldText(label, context.collation)]);
    return { sql: `CASE ${column.sql} ${cases} END`, values: [...column.values, ...values] };
  }
  if (definition.type !== "lookup") {
    return undefined;
  }
  const names = (definition.targets ?? []).flatMap((name): SqlPiece[] => {
    const target = context.findTable(name);
    if (target === undefined) {
      return [];
    }
    const primaryName = keyColumn(expectColumn(target, target.primaryName));
    const sql = `(SELECT n.${primaryName} FROM ${quoteName(name)} AS n WHERE n.${quoteName(target.primaryId)} = ${column.sql})`;
    return [{ sql, values: column.values }];
  });
  const parts = names.map(({ sql }) => sql).join(", ");
  return {
    sql: names.length === 1 ? parts : names.length === 0 ? "NULL" : `coalesce(${parts})`,
    values: names.flatMap(({ values }) => values),
  };
}

function viaOf({ via }: OrderKey): Pick<OrderKey, "via"> {
  return via === undefined ? {} : { via };
}

function expectColumn(table: TableDefinition, name: string): ColumnDefinition {
  const column = findColumn(table, name);
  if (column === undefined) {
    throw new TypeError(`The table ${table.name} has no column ${quoteName(name)}.`);
  }
  return column;
}
