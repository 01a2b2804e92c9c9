import type { EmulatorContext } from "../emulator-context.ts";
import { isGuid } from "../odata/parse-path.ts";
import { CellFault, readCell } from "../odata/read-cell.ts";
import type { ManyToMany, Schema } from "../schema/schema.ts";
import { findColumn, type ColumnDefinition, type TableDefinition } from "../schema/table-definition.ts";
import { DuplicateKey } from "../store/duplicate-key.ts";
import type { CellValue, Row } from "../store/store.ts";
import { isObject } from "../is-object.ts";

/** What is wrong with a seed: where and why, without the values. */
export class SeedFault extends Error {
  override readonly name = "SeedFault";
}

interface SeedRow {
  readonly table: TableDefinition;
  /** Where the row stands, e.g. `contact[0]`. */
  readonly place: string;
  readonly row: Row;
}

/**
 * Adds rows, all or none, and returns how many: `{"<table>": [{"<column>": value}]}`, both by logical name. Ids may be given; a lookup is the id
 * of its row under the lookup's logical name; columns that requests cannot write (`createdon`) are taken as they are. A many-to-many link is a
 * row `{"<column>": id, "<column>": id}` under the relationship's schema name or its intersect table. Throws SeedFault.
 */
export function seedRows(body: unknown, { store, schema }: Pick<EmulatorContext, "store" | "schema">): number {
  const rows = planSeed(body, schema);
  return store.transaction(() => {
    for (const { table, place, row } of rows) {
      const id = row[table.primaryId];
      if (typeof id === "string" && store.find(table.name, id) !== undefined)
        throw new SeedFault(`${place}: there is a row of this id already`);
      try {
        store.insert(table.name, row);
      } catch (error) {
        if (error instanceof DuplicateKey) throw new SeedFault(`${place}: ${error.message}`, { cause: error });
        throw error;
      }
    }
    // Once all are there: rows of one seed may point at each other in any order.
    for (const { table, place, row } of rows)
      for (const [name, value] of Object.entries(row)) {
        const targets = findTargets(schema, table, name);
        if (typeof value === "string" && targets.length > 0 && !targets.some((target) => store.find(target, value) !== undefined))
          throw new SeedFault(`${place}.${name}: there is no row of this id in ${targets.join(" or ")}`);
      }
    return rows.length;
  });
}

/** Reads a seed against the schema, without a look at what is there. Throws SeedFault. */
function planSeed(body: unknown, schema: Schema): readonly SeedRow[] {
  if (!isObject(body)) throw new SeedFault('expected {"<table>": [{"<column>": <text, number, true, false or null>}]}');
  return Object.entries(body).flatMap(([name, rows]) => {
    const table = requireTable(name, schema);
    if (!Array.isArray(rows)) throw new SeedFault(`${name}: expected an array of rows`);
    return rows.map((row: unknown, index) => {
      const place = `${name}[${index}]`;
      if (!isObject(row)) throw new SeedFault(`${place}: expected an object of columns and values`);
      return { table, place, row: readRow(row, table, place) };
    });
  });
}

function requireTable(name: string, schema: Schema): TableDefinition {
  const relationship = schema.findRelationship(name);
  const table = schema.findTable(relationship?.kind === "many-to-many" ? relationship.intersect : name);
  if (table !== undefined) return table;
  const bySet = schema.findTableBySet(name) ?? schema.findTable(name.toLowerCase());
  const known = schema.tables.map((one) => one.name).join(", ");
  throw new SeedFault(
    bySet === undefined ? `${name} is no table here; there are ${known}` : `${name}: tables are named by logical name, ${bySet.name}`,
  );
}

function readRow(values: Readonly<Record<string, unknown>>, table: TableDefinition, place: string): Row {
  const cells = Object.entries(values).map(([name, value]): [string, CellValue] => [
    name,
    readValue(value, requireColumn(name, table, place), table, `${place}.${name}`),
  ]);
  return Object.fromEntries(cells);
}

function requireColumn(name: string, table: TableDefinition, place: string): ColumnDefinition {
  const column = findColumn(table, name);
  if (column !== undefined) return column;
  const meant = findColumn(table, name.toLowerCase().replace(/^_(.*)_value$|@odata\.bind$/, "$1"));
  throw new SeedFault(
    `${place}.${name}: the table ${table.name} has no such column${meant === undefined ? "" : `; by its logical name it is ${meant.name}`}`,
  );
}

/** As a request's value would be read, but for what only the platform writes. */
function readValue(value: unknown, column: ColumnDefinition, table: TableDefinition, place: string): CellValue {
  if (column.type === "lookup") {
    if (value !== null && !(typeof value === "string" && isGuid(value))) throw new SeedFault(`${place}: expected the id of a row, or null`);
    return value === null ? null : value.toLowerCase();
  }
  const { readOnly: _, ...writable } = column;
  try {
    return readCell(value, writable, table);
  } catch (error) {
    if (error instanceof CellFault) throw new SeedFault(`${place}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** The tables that a value of this column must have its row in; none: it is no reference. */
function findTargets(schema: Schema, table: TableDefinition, column: string): readonly string[] {
  const ends = schema.relationships
    .filter((one): one is ManyToMany => one.kind === "many-to-many" && one.intersect === table.name)
    .flatMap((one) => one.ends.filter((end) => end.column === column).map((end) => end.table));
  const lookups = schema
    .navigations(table.name)
    .flatMap((one) => (one.kind === "lookup" && one.column === column && schema.findTable(one.target) ? [one.target] : []));
  return [...new Set([...ends, ...lookups])];
}
