import { buildColumn, buildRelationships } from "../schema/build-column.ts";
import { buildTable } from "../schema/build-table.ts";
import { oneToMany } from "../schema/relationships.ts";
import { customWriters } from "../schema/standard-relationships.ts";
import { createAuditedSchema } from "../schema/standard-schema.ts";
import type { ColumnEntry, Refuse, RelationshipEntry } from "../schema/schema-file.ts";
import type { Relationship, Schema } from "../schema/schema.ts";
import { findColumn, type ColumnType, type TableDefinition } from "../schema/table-definition.ts";
import { pickLabel, type Solution, type SolutionColumn, type SolutionTable } from "./solution.ts";

/** Types of columns as solutions name them; what is missing (images, files, parties, calculated virtual columns) the organization has not. */
const types: Readonly<Record<string, ColumnType>> = {
  nvarchar: "string",
  ntext: "memo",
  int: "integer",
  bigint: "bigint",
  decimal: "decimal",
  float: "double",
  money: "money",
  bit: "boolean",
  datetime: "datetime",
  uniqueidentifier: "uniqueidentifier",
  lookup: "lookup",
  customer: "lookup",
  picklist: "choice",
  state: "choice",
  status: "choice",
  multiselectpicklist: "multichoice",
};

/** The schema with the tables and columns of a solution that it lacks; what it has stays as it is. */
export function addSolutionTables(schema: Schema, solution: Solution): Schema {
  const known = new Map(schema.tables.filter(({ name }) => name !== "audit").map((table) => [table.name, table]));
  const names = new Set([...known.keys(), ...[...solution.tables.values()].filter(isWhole).map(({ name }) => name)]);
  const relationships: Relationship[] = [...schema.relationships];
  for (const table of solution.tables.values()) {
    const existing = known.get(table.name);
    if (existing === undefined && !isWhole(table)) continue;
    const own = existing ?? buildTable(table.name, tableEntry(table, names, solution), refuse);
    if (existing === undefined) relationships.push(...customWriters(table.name));
    const missing = [...table.columns.values()].flatMap((column) => {
      const entry = own.columns.some(({ name }) => name === column.name) ? undefined : columnEntry(column, { table, names, solution });
      return entry === undefined ? [] : [{ name: column.name, entry }];
    });
    known.set(table.name, {
      ...own,
      columns: [...own.columns, ...missing.map((one) => buildColumn({ table: table.name, ...one }, refuse))],
    });
    for (const one of missing)
      relationships.push(...buildRelationships({ table: table.name, ...one }).filter((made) => !isTaken(relationships, made.schemaName)));
  }
  addNotes(known, relationships, solution);
  return createAuditedSchema({ tables: [...known.values()], relationships });
}

/** Notes may be about the tables that have them. */
function addNotes(known: Map<string, TableDefinition>, relationships: Relationship[], solution: Solution): void {
  const notes = known.get("annotation");
  const about = notes && findColumn(notes, "objectid");
  if (notes === undefined || about === undefined) return;
  const added = [...solution.tables.values()].filter(
    ({ name, hasNotes }) => hasNotes && known.has(name) && about.targets?.includes(name) !== true,
  );
  const targets = [...(about.targets ?? []), ...added.map(({ name }) => name)];
  known.set(notes.name, { ...notes, columns: notes.columns.map((column) => (column === about ? { ...about, targets } : column)) });
  for (const { name, schemaName } of added)
    relationships.push(
      oneToMany({
        schemaName: `${schemaName}_Annotations`,
        parentTable: name,
        childTable: notes.name,
        lookup: about.name,
        childNavigation: `objectid_${name}`,
      }),
    );
}

/** A table the solution describes in full, not one it merely adds columns to. */
const isWhole = ({ name, columns }: SolutionTable): boolean =>
  columns.has(`${name}id`) && [...columns.values()].some((column) => column.isPrimaryName);

const isTaken = (relationships: readonly Relationship[], schemaName: string): boolean =>
  relationships.some((one) => one.schemaName.toLowerCase() === schemaName.toLowerCase());

const refuse: Refuse = (keys, message) => {
  // The entries are made below, of types and targets that are known.
  throw new TypeError(`${keys.join(".")}: ${message}`);
};

type TableEntry = Parameters<typeof buildTable>[1];

/** Of a new table what buildTable needs at once: its names, its state and its primary column. The other columns are added like those of known tables. */
function tableEntry(table: SolutionTable, names: ReadonlySet<string>, solution: Solution): TableEntry {
  const primary = [...table.columns.values()].find((column) => column.isPrimaryName);
  const first = ["statecode", "statuscode", primary?.name ?? ""].flatMap((name): [string, ColumnEntry][] => {
    const column = table.columns.get(name);
    const entry = column && columnEntry(column, { table, names, solution });
    return entry === undefined || (entry.type === "choice" && entry.options === undefined) ? [] : [[name, entry]];
  });
  const displayName = pickLabel(table.labels, undefined);
  return {
    schemaName: table.schemaName,
    ...(displayName !== "" && { displayName }),
    ...(table.entitySet !== undefined && { entitySet: table.entitySet }),
    ...(primary !== undefined && { primaryName: primary.name }),
    columns: Object.fromEntries(first),
    keys: {},
  };
}

interface ColumnParts {
  readonly table: SolutionTable;
  readonly names: ReadonlySet<string>;
  readonly solution: Solution;
}

/** undefined: a column the emulated organization cannot hold. */
function columnEntry(column: SolutionColumn, { table, names, solution }: ColumnParts): ColumnEntry | undefined {
  const type = types[column.type];
  if (type === undefined) return undefined;
  const displayName = pickLabel(column.labels, undefined);
  const common = {
    schemaName: column.schemaName === "" ? column.name : column.schemaName,
    ...(displayName !== "" && { displayName }),
    ...(column.isReadOnly && { readOnly: true }),
  };
  if (type === "lookup") {
    const links = solution.relationships.filter((one) => one.childTable === table.name && one.lookup === column.name);
    const targets = [...new Set([...links.map(({ parentTable }) => parentTable), ...column.targets])].filter((name) => names.has(name));
    if (targets.length === 0) return undefined;
    const relationships = Object.fromEntries(
      links
        .filter(({ parentTable }) => targets.includes(parentTable))
        .map((link): [string, RelationshipEntry] => [
          link.parentTable,
          {
            schemaName: link.schemaName,
            ...(link.childNavigation !== undefined && { childNavigation: link.childNavigation }),
            ...(link.parentNavigation !== undefined && { parentNavigation: link.parentNavigation }),
          },
        ]),
    );
    return { type, ...common, targets, relationships, ...(links[0] !== undefined && { onDelete: links[0].onDelete }) };
  }
  if (type === "choice" || type === "multichoice") {
    const options = Object.fromEntries(column.options.map(({ value, labels }) => [String(value), pickLabel(labels, undefined)]));
    const states = Object.fromEntries(
      column.options.flatMap(({ value, state }) => (state === undefined ? [] : [[String(value), state] as const])),
    );
    const initial = column.name === "statecode" || column.name === "statuscode" ? column.options[0]?.value : column.initial;
    return {
      type,
      ...common,
      ...(column.options.length > 0 && { options }),
      ...(type === "choice" && Object.keys(states).length > 0 && { states }),
      ...(type === "choice" && initial !== undefined && column.options.some(({ value }) => value === initial) && { initial }),
    };
  }
  if (type === "boolean") {
    const both = [0, 1].map((value) => column.options.find((option) => option.value === value));
    const options = Object.fromEntries(
      both.flatMap((option) => (option === undefined ? [] : [[String(option.value), pickLabel(option.labels, undefined)] as const])),
    );
    return { type, ...common, ...(Object.keys(options).length === 2 && { options }), initial: column.initial === 1 };
  }
  if (type === "datetime") return { type: column.holdsDateOnly ? "date" : type, ...common };
  return {
    type,
    ...common,
    ...((type === "string" || type === "memo") && column.maxLength !== undefined && { maxLength: column.maxLength }),
  };
}
