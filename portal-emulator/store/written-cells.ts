import type { Collation } from "../../contract/emulator.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { isText } from "../schema/table-definition.ts";
import type { SqlValue } from "./cell-to-sql.ts";
import { cellToSql, sqlToCell } from "./cell-to-sql.ts";
import { foldText } from "./fold-text.ts";
import { keyColumn, quoteName } from "./sql-names.ts";
import type { CellValue, Row } from "./store.ts";

/** What a statement writes: columns of the database with their values, in order. */
export interface WrittenCells {
  readonly names: readonly string[];
  readonly values: readonly SqlValue[];
}

/** A table with what writing a row of it needs, worked out once. */
export interface TableWriter {
  readonly table: TableDefinition;
  /** Initial values of a new row. */
  readonly initial: Row;
  /** Which of `createdon` and `modifiedon` it has: intersect tables have neither. */
  readonly dates: readonly string[];
  readonly hasVersion: boolean;
  /** Columns by name, in this order; undefined: all. */
  columnsOf(names: readonly string[] | undefined): readonly ColumnDefinition[];
  /** Throws TypeError for a column the table lacks, and for a value of the wrong type. */
  write(row: Row): WrittenCells;
  /** Statement that inserts these columns of the database. */
  insertSql(names: readonly string[]): string;
  /** The row as reading it back would show it: every column, values as they are kept. */
  show(row: Row): Row;
}

/** How rows of a table are written and shown, worked out once. */
export function createTableWriter(table: TableDefinition, collation: Collation): TableWriter {
  const columns = new Map(
    table.columns.map((column) => [
      column.name,
      { column, name: quoteName(column.name), key: isText(column) ? keyColumn(column) : undefined },
    ]),
  );
  const empty = Object.fromEntries(table.columns.map(({ name }): [string, CellValue] => [name, null]));
  // Rows that come one after the other have mostly the same columns.
  let latest: { readonly names: readonly string[]; readonly sql: string } = { names: [], sql: "" };
  return {
    table,
    initial: Object.fromEntries(table.columns.flatMap(({ name, initial }) => (initial === undefined ? [] : [[name, initial]]))),
    dates: ["createdon", "modifiedon"].filter((name) => columns.has(name)),
    hasVersion: columns.has("versionnumber"),
    columnsOf: (names) => names?.flatMap((name) => columns.get(name)?.column ?? []) ?? table.columns,
    write: (row) => {
      const names: string[] = [];
      const values: SqlValue[] = [];
      for (const [logicalName, cell] of Object.entries(row)) {
        const found = columns.get(logicalName);
        if (found === undefined) {
          throw new TypeError(`The table ${table.name} has no column ${quoteName(logicalName)}.`);
        }
        const kept = keptValue(cell, found.column);
        names.push(found.name);
        values.push(kept);
        if (found.key !== undefined) {
          names.push(found.key);
          values.push(typeof kept === "string" ? foldText(kept, collation) : null);
        }
      }
      return { names, values };
    },
    insertSql: (names) => {
      if (names.length !== latest.names.length || names.some((name, index) => name !== latest.names[index])) {
        const marks = names.map(() => "?").join(", ");
        latest = { names, sql: `INSERT INTO ${quoteName(table.name)} (${names.join(", ")}) VALUES (${marks})` };
      }
      return latest.sql;
    },
    show: (row) => {
      const shown: Record<string, CellValue> = { ...empty };
      for (const [name, cell] of Object.entries(row)) {
        const found = columns.get(name);
        if (found !== undefined) {
          shown[name] = sqlToCell(keptValue(cell, found.column), found.column);
        }
      }
      return shown;
    },
  };
}

/** A row from the JSON list of its kept values, in the order of the columns. */
export function readCells(json: string, columns: readonly ColumnDefinition[]): Row {
  // The list is made by the database from columns of TEXT, INTEGER and REAL.
  const values = JSON.parse(json) as readonly SqlValue[];
  const row: Record<string, CellValue> = {};
  for (const [index, column] of columns.entries()) {
    row[column.name] = sqlToCell(values[index], column);
  }
  return row;
}

/** Dates and times are kept in whole seconds. */
function keptValue(cell: CellValue, column: ColumnDefinition): SqlValue {
  const kept = cellToSql(cell, column);
  return column.type === "datetime" && typeof kept === "number" ? Math.floor(kept / 1000) * 1000 : kept;
}
