import type { Navigation, Schema } from "../../schema/schema.ts";
import type { ColumnDefinition, TableDefinition } from "../../schema/table-definition.ts";
import { findColumn, readName } from "../../schema/table-definition.ts";
import { CellFault, readCell } from "../read-cell.ts";
import type { NestedRows, Payload, PayloadBind, PayloadCell, PayloadLink, PayloadName, RowReference } from "./payload.ts";
import { PayloadFault } from "./payload-fault.ts";
import { readReference, type ReferenceOptions } from "./read-reference.ts";

export interface PayloadOptions extends Omit<ReferenceOptions, "schema"> {
  /** Told every name, this row's before its nested rows', before any value is read; it may throw. */
  readonly onName?: (name: PayloadName) => void;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** A body's names, found in the schema; values as they came. */
interface NamedBody {
  readonly table: TableDefinition;
  readonly columns: readonly { readonly column: ColumnDefinition; readonly value: unknown }[];
  readonly binds: readonly { readonly name: string; readonly navigation: Navigation; readonly value: unknown }[];
  readonly nested: readonly { readonly name: string; readonly navigation: Navigation; readonly rows: readonly NamedBody[] }[];
}

const maxDepth = 100;

/**
 * Reads the JSON body of a write to a row of the table. Throws PayloadFault: every name is looked at before any value.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
 */
export function readPayload(body: JsonObject, table: TableDefinition, schema: Schema, options: PayloadOptions): Payload {
  const named = readNames(body, table, schema, 0);
  if (options.onName !== undefined) tellNames(named, options.onName);
  return readValues(named, { ...options, schema });
}

function readNames(body: JsonObject, table: TableDefinition, schema: Schema, depth: number): NamedBody {
  if (depth > maxDepth) throw new PayloadFault("invalid-value", table.name, "The body is nested too deeply.");
  const columns: NamedBody["columns"][number][] = [];
  const binds: NamedBody["binds"][number][] = [];
  const nested: NamedBody["nested"][number][] = [];
  for (const [name, value] of Object.entries(body)) {
    if (name.startsWith("@")) continue;
    const [, annotated, annotation] = /^([^@]+)@(.+)$/su.exec(name) ?? [];
    if (annotation === "odata.bind" && annotated !== undefined) {
      const navigation = schema.findNavigation(table.name, annotated);
      if (navigation === undefined) throw undeclared(annotated, table, schema);
      binds.push({ name, navigation, value });
      continue;
    }
    if (annotated !== undefined) {
      // Other annotations say nothing that is written; of what is not there they are refused.
      if (
        findColumn(table, annotated) === undefined &&
        schema.findNavigation(table.name, annotated) === undefined &&
        !isReadName(table, annotated)
      )
        throw undeclared(annotated, table, schema);
      continue;
    }
    const navigation = schema.findNavigation(table.name, name);
    const column = findColumn(table, name);
    if (
      navigation !== undefined &&
      (column === undefined || column.type === "lookup") &&
      (typeof value === "object" || column === undefined)
    ) {
      if (value === null && navigation.kind === "lookup") binds.push({ name, navigation, value });
      else nested.push({ name, navigation, rows: readNestedNames(name, value, navigation, schema, depth) });
    } else if (column === undefined && !isReadName(table, name)) throw unknownProperty(name, table, schema);
    else if (column === undefined || column.type === "lookup") throw lookupAsValue(name);
    else columns.push({ column, value });
  }
  return { table, columns, binds, nested };
}

function readNestedNames(name: string, value: unknown, navigation: Navigation, schema: Schema, depth: number): NamedBody[] {
  const table = schema.findTable(navigation.target);
  if (table === undefined) throw new TypeError(`The relationship ${navigation.relationship.schemaName} leads to no table`);
  const isList = Array.isArray(value);
  if (isList === (navigation.kind === "lookup"))
    throw new PayloadFault(
      "invalid-value",
      name,
      `The navigation property '${name}' takes ${isList ? "one object, not a list" : "a list of objects"}.`,
    );
  const rows: readonly unknown[] = isList ? value : [value];
  return rows.map((row) => {
    if (typeof row !== "object" || row === null || Array.isArray(row))
      throw new PayloadFault("invalid-value", name, `The navigation property '${name}' holds something that is not an object.`);
    return readNames(Object.fromEntries(Object.entries(row)), table, schema, depth + 1);
  });
}

function tellNames({ table, columns, binds, nested }: NamedBody, tell: (name: PayloadName) => void): void {
  for (const { column } of columns) tell({ kind: "column", name: column.name, table, column });
  for (const { name, navigation } of binds) tell({ kind: "bind", name, table, navigation });
  for (const { name, navigation } of nested) tell({ kind: "nested", name, table, navigation });
  for (const { rows } of nested) for (const row of rows) tellNames(row, tell);
}

function readValues({ table, columns, binds, nested }: NamedBody, options: ReferenceOptions): Payload {
  const cells = columns.map(({ column, value }): PayloadCell => ({ column, value: readValue(value, column, table) }));
  const lookups: PayloadBind[] = [];
  const links: PayloadLink[] = [];
  for (const { name, navigation, value } of binds) {
    if (navigation.kind === "lookup")
      lookups.push({ navigation, target: value === null ? null : requireTarget(readReference(value, options), navigation) });
    else {
      if (!Array.isArray(value)) throw new PayloadFault("invalid-value", name, `'${name}' takes a list of addresses.`);
      const list: readonly unknown[] = value;
      links.push({ navigation, targets: list.map((one) => requireTarget(readReference(one, options), navigation)) });
    }
  }
  const rows = nested.map(({ navigation, rows: bodies }): NestedRows => ({
    navigation,
    rows: bodies.map((body) => readValues(body, options)),
  }));
  return { table, cells, binds: lookups, links, nested: rows };
}

/** A row of the table the navigation property leads to. Throws PayloadFault `wrong-target`. */
export function requireTarget(reference: RowReference, navigation: Navigation): RowReference {
  if (reference.table.name === navigation.target) return reference;
  throw new PayloadFault(
    "wrong-target",
    reference.url,
    `The navigation property '${navigation.name}' leads to rows of ${navigation.target}, not of ${reference.table.name}.`,
  );
}

function readValue(value: unknown, column: ColumnDefinition, table: TableDefinition): PayloadCell["value"] {
  try {
    return readCell(value, column, table);
  } catch (error) {
    if (error instanceof CellFault)
      throw new PayloadFault("invalid-value", column.name, error.message, { cdscode: error.cdscode, cause: error });
    throw error;
  }
}

function isReadName(table: TableDefinition, name: string): boolean {
  return table.columns.some((column) => column.type === "lookup" && readName(column) === name);
}

function unknownProperty(name: string, table: TableDefinition, schema: Schema): PayloadFault {
  return new PayloadFault(
    isOtherCase(name, table, schema) ? "wrong-case" : "unknown-property",
    name,
    `Error identified in Payload provided by the user for Entity :'${table.entitySet}': The property '${name}' does not exist on type 'Microsoft.Dynamics.CRM.${table.name}'. Make sure to only use property names that are defined by the type.`,
  );
}

function undeclared(name: string, table: TableDefinition, schema: Schema): PayloadFault {
  return new PayloadFault(
    isOtherCase(name, table, schema) ? "wrong-case" : "unknown-property",
    name,
    `Error identified in Payload provided by the user for Entity :'${table.entitySet}': An undeclared property '${name}' which only has property annotations in the payload but no property value was found in the payload.`,
  );
}

function lookupAsValue(name: string): PayloadFault {
  return new PayloadFault(
    "lookup-as-value",
    name,
    "CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.",
  );
}

function isOtherCase(name: string, table: TableDefinition, schema: Schema): boolean {
  const folded = name.toLowerCase();
  return [...table.columns, ...schema.navigations(table.name)].some((one) => one.name.toLowerCase() === folded);
}
