import type { LiquidProblem } from "../../liquid/create-liquid.ts";
import { parseSchemaFile } from "../../portal-emulator/schema/parse-schema-file.ts";
import type { Schema } from "../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../portal-emulator/schema/standard-schema.ts";
import type { TablePermission } from "../../site/site.ts";

/** What a site's pages ask for and nothing describes. */
export interface InventedTables {
  /** Tables by name, with their columns. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;
  /** Relationships that table permissions follow, by schema name. */
  readonly relationships: ReadonlyMap<string, { readonly table: string; readonly target: string }>;
}

export const noTables: InventedTables = { tables: new Map(), relationships: new Map() };

/** A table or column that a page needs and no schema file describes, as the emulator's messages name it. */
const gaps: readonly RegExp[] = [
  /^The entity with a name = '(?<table>\w+)' was not found in the MetadataCache/,
  /is one of the table "(?<table>\w+)", which the emulated organization has not/,
  /the emulated organization has no table "(?<table>\w+)"/,
  /^'(?<table>\w+)' entity doesn't contain attribute with Name = '(?<column>\w+)'/,
  /^The table (?<table>\w+) has no column "(?<column>\w+)"/,
  /has the column (?<column>\w+), which (?<table>\w+) has not in the emulated organization/,
];
const unknownRelationship = /does not know the relationship (?<name>\w+) of a permission on (?<table>\w+)/;

/** What the problems say is lacking, beside what is known; undefined: nothing new. Columns of the platform's own tables are a site's only with a prefix. */
export function inventTables(
  known: InventedTables,
  problems: readonly LiquidProblem[],
  permissions: readonly TablePermission[],
): InventedTables | undefined {
  const tables = new Map(Array.from(known.tables, ([table, columns]) => [table, new Set(columns)]));
  const relationships = new Map(known.relationships);
  let isNew = false;
  const add = (table: string, column?: string): void => {
    if (standardSchema.findTable(table) !== undefined && column?.includes("_") !== true) return;
    const columns = tables.get(table) ?? new Set<string>();
    if (tables.has(table) && (column === undefined || columns.has(column))) return;
    if (column !== undefined) columns.add(column);
    tables.set(table, columns);
    isNew = true;
  };
  for (const { message } of problems) {
    for (const gap of gaps) {
      const groups = gap.exec(message)?.groups;
      if (groups?.["table"] !== undefined) add(groups["table"], groups["column"]);
    }
    const { name, table } = unknownRelationship.exec(message)?.groups ?? {};
    const target = findTarget(permissions, name, table);
    if (name === undefined || table === undefined || target === undefined || relationships.has(name)) continue;
    relationships.set(name, { table, target });
    add(target);
    isNew = true;
  }
  return isNew ? { tables, relationships } : undefined;
}

/** The table that rows of `table` belong to by the relationship. */
function findTarget(permissions: readonly TablePermission[], name: string | undefined, table: string | undefined): string | undefined {
  const ofTable = permissions.filter((permission) => permission.table === table);
  const named = (key: string): TablePermission | undefined => ofTable.find(({ values }) => values[key] === name);
  if (named("adx_contactrelationship") !== undefined) return "contact";
  if (named("adx_accountrelationship") !== undefined) return "account";
  const parentId = named("adx_parentrelationship")?.parentId;
  return parentId === undefined ? undefined : permissions.find(({ id }) => id === parentId)?.table;
}

/** Every column a text, but for the lookups behind relationships: what types they have is not in a site folder. */
export function buildInventedSchema({ tables, relationships }: InventedTables): Schema {
  const columnsOf = (table: string): Record<string, object> => {
    const texts = Array.from(tables.get(table) ?? [], (column) => [column, { type: "string" }]);
    const lookups = Array.from(relationships, ([name, one]) => ({ name, ...one }))
      .filter((one) => one.table === table)
      .map(({ name, target }) => [
        `madeup_${name.toLowerCase()}`,
        { type: "lookup", targets: [target], relationships: { [target]: { schemaName: name } } },
      ]);
    return Object.fromEntries([...texts, ...lookups]);
  };
  const names = new Set([...tables.keys(), ...Array.from(relationships.values(), ({ table }) => table)]);
  const entries = Array.from(names, (table) => [table, { columns: columnsOf(table) }]);
  return parseSchemaFile(JSON.stringify({ tables: Object.fromEntries(entries) }), "invented tables");
}
