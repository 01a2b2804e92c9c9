import { keyColumn, quoteName } from "./sql-names.ts";
import { findColumn, isText } from "../schema/table-definition.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";

/** The table and its indexes. */
export function createTableSql(table: TableDefinition): string {
  const columns = table.columns.flatMap((column) =>
    columnSql(column).map((sql) => (column.name === table.primaryId ? `${sql} PRIMARY KEY NOT NULL` : sql)),
  );
  return [`CREATE TABLE ${quoteName(table.name)} (${columns.join(", ")}) STRICT, WITHOUT ROWID`, ...indexesSql(table).values(), ""].join(
    ";\n",
  );
}

/** What a column is in the database: one column, or two for text. */
export function columnSql(column: ColumnDefinition): string[] {
  return [`${quoteName(column.name)} ${sqlType(column)}`, ...(isText(column) ? [`${keyColumn(column)} TEXT`] : [])];
}

/** Statements that make the table's indexes, by index name. */
export function indexesSql(table: TableDefinition): ReadonlyMap<string, string> {
  const name = quoteName(table.name);
  const indexes = table.columns.filter(isIndexed).map((column): [string, string] => {
    const index = `${table.name}/${column.name}`;
    // Most lookups of a wide table are empty, and nobody looks the empty ones up.
    const part = column.type === "lookup" ? ` WHERE ${keyColumn(column)} IS NOT NULL` : "";
    return [index, `CREATE INDEX ${quoteName(index)} ON ${name} (${keyColumn(column)})${part}`];
  });
  const keys = activeKeys(table).map(({ name: key, columns }): [string, string] => {
    const index = `${table.name}/key/${key}`;
    const parts = columns.map((column) => keyColumn(expectKeyColumn(table, column)));
    // SQLite holds nulls apart from each other, as Dataverse leaves rows with a null out of a key.
    return [index, `CREATE UNIQUE INDEX ${quoteName(index)} ON ${name} (${parts.join(", ")})`];
  });
  return new Map([...indexes, ...keys]);
}

export function activeKeys(table: TableDefinition): NonNullable<TableDefinition["alternateKeys"]> {
  return (table.alternateKeys ?? []).filter(({ state }) => state === "active");
}

/** Who wrote a row is in most rows the same few users: an index would cost every write and find nothing sooner. */
function isIndexed(column: ColumnDefinition): boolean {
  return column.indexed === true || (column.type === "lookup" && !(column.targets ?? []).every((target) => target === "systemuser"));
}

function expectKeyColumn(table: TableDefinition, name: string): ColumnDefinition {
  const column = findColumn(table, name);
  if (column === undefined) {
    throw new TypeError(`A key of ${table.name} names a column that is not there: ${name}.`);
  }
  return column;
}

function sqlType(column: ColumnDefinition): "TEXT" | "INTEGER" | "REAL" {
  const text = isText(column) || ["uniqueidentifier", "lookup", "date", "multichoice"].includes(column.type);
  return text ? "TEXT" : ["decimal", "double", "money"].includes(column.type) ? "REAL" : "INTEGER";
}
