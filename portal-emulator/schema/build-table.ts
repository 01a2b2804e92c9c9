import { buildColumn, buildOptions } from "./build-column.ts";
import { column, id, ownedColumns, states, systemColumns, text } from "./columns.ts";
import type { Refuse, TableEntry } from "./schema-file.ts";
import type { AlternateKey, ColumnDefinition, ColumnType, TableDefinition } from "./table-definition.ts";

/** https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity; how many, and of which types. */
const keyTypes: readonly ColumnType[] = ["decimal", "integer", "string", "datetime", "date", "lookup", "choice"];
const maxKeys = 10;
/** 900 bytes, two for each character. */
const maxKeyChars = 450;

/** A new table of a schema file, with the columns every table has. */
export function buildTable(name: string, entry: TableEntry, refuse: Refuse): TableDefinition {
  const primaryId = entry.primaryId ?? `${name}id`;
  const prefix = /^[a-z0-9]+_/.exec(name)?.[0] ?? "";
  const primaryName = entry.primaryName ?? `${prefix}name`;
  const elastic = entry.elastic ?? false;
  const given = buildColumns(name, entry, refuse);
  const own = [id(primaryId), ...given];
  const named = own.some((one) => one.name === primaryName) ? own : [...own, ...text(850, primaryName)];
  const shown = named.find((one) => one.name === primaryName);
  if (shown?.type !== "string") {
    refuse(["tables", name, "columns", primaryName], "the primary name of a table is a column of type string");
  }
  const standard = elastic
    ? elasticColumns()
    : [
        ...ownedColumns(),
        ...states([
          ["Active", { 1: "Active" }],
          ["Inactive", { 2: "Inactive" }],
        ]),
      ];
  for (const [index, { name: repeated }] of given.entries()) {
    const isOwnChoice = repeated === "statuscode" || repeated === "statecode";
    if (repeated === primaryId || (!isOwnChoice && standard.some((one) => one.name === repeated))) {
      refuse(["tables", name, "columns", given[index]?.name ?? ""], "every table has this column by itself; expected it to be left out");
    }
  }
  const table: TableDefinition = {
    name,
    entitySet: entry.entitySet ?? plural(name),
    primaryId,
    primaryName,
    readOnly: false,
    elastic,
    ...(entry.schemaName === undefined ? {} : { schemaName: entry.schemaName }),
    ...(entry.displayName === undefined ? {} : { displayName: entry.displayName }),
    columns: [...named, ...standard.filter((one) => !given.some((other) => other.name === one.name))],
  };
  return addKeys(addHierarchy(table, entry, refuse), entry, refuse);
}

/** A standard table with the columns, options and keys a schema file adds. */
export function extendTable(table: TableDefinition, entry: TableEntry, refuse: Refuse): TableDefinition {
  for (const key of ["schemaName", "entitySet", "primaryId", "primaryName", "elastic", "displayName"] as const) {
    if (entry[key] !== undefined) {
      refuse(["tables", table.name, key], `${table.name} is a standard table: expected columns and keys only`);
    }
  }
  const columns = table.columns.map((one): ColumnDefinition => {
    const added = entry.columns[one.name];
    if (added === undefined) {
      return one;
    }
    const options = buildOptions(added);
    if (added.type !== one.type || !["choice", "multichoice"].includes(one.type) || options === undefined) {
      return refuse(["tables", table.name, "columns", one.name], `${table.name} has this column already, of type ${one.type}`);
    }
    const kept = (one.options ?? []).filter(({ value }) => !options.some((option) => option.value === value));
    return { ...one, options: [...kept, ...options] };
  });
  const fresh = buildColumns(table.name, entry, refuse).filter(({ name }) => !table.columns.some((one) => one.name === name));
  return addKeys(addHierarchy({ ...table, columns: [...columns, ...fresh] }, entry, refuse), entry, refuse);
}

function buildColumns(table: string, entry: TableEntry, refuse: Refuse): ColumnDefinition[] {
  return Object.entries(entry.columns).map(([name, one]) => buildColumn({ table, name, entry: one }, refuse));
}

function addHierarchy(table: TableDefinition, { hierarchy }: TableEntry, refuse: Refuse): TableDefinition {
  if (hierarchy === undefined) {
    return table;
  }
  if (table.elastic || table.columns.find(({ name }) => name === hierarchy)?.targets?.includes(table.name) !== true) {
    refuse(["tables", table.name, "hierarchy"], `expected a lookup of ${table.name} to itself, and ${hierarchy} is none`);
  }
  return { ...table, hierarchy };
}

function addKeys(table: TableDefinition, entry: TableEntry, refuse: Refuse): TableDefinition {
  const keys = Object.entries(entry.keys).map(([name, key]): AlternateKey => {
    const path = ["tables", table.name, "keys", name];
    if (table.elastic) {
      refuse(path, "an elastic table has no alternate keys");
    }
    if (table.alternateKeys?.some((other) => other.name === name)) {
      refuse(path, `${table.name} has a key of this name already`);
    }
    const columns = key.columns.map((columnName, index) => {
      const found = table.columns.find((one) => one.name === columnName);
      if (found === undefined) {
        return refuse([...path, "columns", index], `${table.name} has no column ${columnName}`);
      }
      if (!keyTypes.includes(found.type)) {
        refuse([...path, "columns", index], `a key has columns of type ${keyTypes.join(", ")}, and ${columnName} is ${found.type}`);
      }
      return found;
    });
    const chars = columns.reduce((sum, one) => sum + (one.type === "string" ? (one.maxLength ?? 0) : 0), 0);
    if (chars > maxKeyChars) {
      refuse(path, `a key holds ${maxKeyChars} characters at most, and the columns of this one together ${chars}`);
    }
    return { name, columns: key.columns, state: key.state ?? "active" };
  });
  const all = [...(table.alternateKeys ?? []), ...keys];
  if (all.length > maxKeys) {
    refuse(["tables", table.name, "keys"], `a table has ${maxKeys} keys at most`);
  }
  return all.length === 0 ? table : { ...table, alternateKeys: all };
}

/** https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables */
function elasticColumns(): ColumnDefinition[] {
  return [...systemColumns(), ...text(100, "partitionid"), column("ttlinseconds", "integer")];
}

/** As Dataverse's designer makes entity set names (assumed). */
function plural(name: string): string {
  if (/[^aeiou]y$/.test(name)) {
    return `${name.slice(0, -1)}ies`;
  }
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
