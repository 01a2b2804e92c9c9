import { filterToSql } from "./filter-to-sql.ts";
import type { SqlPiece } from "./filter-to-sql.ts";
import { cellToSql } from "./cell-to-sql.ts";
import type { Collation } from "./fold-text.ts";
import { foldText } from "./fold-text.ts";
import type { RowQuery } from "./store.ts";
import { keyColumn, quoteName } from "./sql-names.ts";
import { findColumn, isText } from "../schema/table-definition.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";

/** The table and its indexes. */
export function createTableSql(table: TableDefinition): string {
  const name = quoteName(table.name);
  const columns = table.columns.flatMap((column) => [
    `${quoteName(column.name)} ${sqlType(column)}${column.name === table.primaryId ? " PRIMARY KEY NOT NULL" : ""}`,
    ...(isText(column) ? [`${keyColumn(column)} TEXT`] : []),
  ]);
  const indexes = table.columns
    .filter((column) => column.indexed)
    .map((column) => `CREATE INDEX ${quoteName(`${table.name}/${column.name}`)} ON ${name} (${keyColumn(column)});`);
  return [`CREATE TABLE ${name} (${columns.join(", ")}) STRICT, WITHOUT ROWID;`, ...indexes].join("\n");
}

function sqlType(column: ColumnDefinition): "TEXT" | "INTEGER" | "REAL" {
  const text = isText(column) || ["uniqueidentifier", "lookup", "date", "multichoice"].includes(column.type);
  return text ? "TEXT" : ["decimal", "double", "money"].includes(column.type) ? "REAL" : "INTEGER";
}

export function selectSql(table: TableDefinition, query: RowQuery, collation: Collation): SqlPiece {
  const columns = table.columns.map((column) => quoteName(column.name)).join(", ");
  const where = whereSql(table, query, collation);
  const keys = (query.orderBy ?? []).map(({ column, descending }) => {
    const definition = expectColumn(table, column);
    return `${keyColumn(definition)} ${descending ? "DESC" : "ASC"}`;
  });
  // Dates have whole seconds: without the id as last key the order of rows of one second would be chance.
  const order = [...keys, `${quoteName(table.primaryId)} ASC`].join(", ");
  const limited = query.top !== undefined || query.skip !== undefined;
  return {
    sql: `SELECT ${columns} FROM ${quoteName(table.name)}${where.sql} ORDER BY ${order}${limited ? " LIMIT ? OFFSET ?" : ""}`,
    values: limited ? [...where.values, query.top ?? -1, query.skip ?? 0] : where.values,
  };
}

export function countSql(table: TableDefinition, query: RowQuery, collation: Collation): SqlPiece {
  const where = whereSql(table, query, collation);
  return { sql: `SELECT count(*) AS rows FROM ${quoteName(table.name)}${where.sql}`, values: where.values };
}

export function summarySql(table: TableDefinition, by: string, greatest: string): string {
  const value = quoteName(expectColumn(table, by).name);
  return `SELECT ${value} AS value, count(*) AS rows, max(${quoteName(expectColumn(table, greatest).name)}) AS greatest FROM ${quoteName(table.name)} WHERE ${value} IS NOT NULL GROUP BY ${value}`;
}

function whereSql(table: TableDefinition, query: RowQuery, collation: Collation): SqlPiece {
  const equals = Object.entries(query.equals ?? {}).map(([name, value]): SqlPiece => {
    const column = expectColumn(table, name);
    const kept = cellToSql(value, column);
    return {
      // IS, not =: a column asked to be null is null.
      sql: `${keyColumn(column)} IS ?`,
      values: [typeof kept === "string" && isText(column) ? foldText(kept, collation) : kept],
    };
  });
  const pieces = [...equals, ...(query.filter === undefined ? [] : [filterToSql(query.filter, table, collation)])];
  return pieces.length === 0
    ? { sql: "", values: [] }
    : {
        sql: ` WHERE ${pieces.map((piece) => piece.sql).join(" AND ")}`,
        values: pieces.flatMap((piece) => piece.values),
      };
}

function expectColumn(table: TableDefinition, name: string): ColumnDefinition {
  const column = findColumn(table, name);
  if (column === undefined) {
    throw new TypeError(`The table ${table.name} has no column ${quoteName(name)}.`);
  }
  return column;
}
