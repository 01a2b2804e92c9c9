import { Ajv, type ErrorObject } from "ajv";
import { UserError } from "../../contract/user-error.ts";
import { buildRelationships } from "./build-column.ts";
import { buildTable, extendTable } from "./build-table.ts";
import { parseLocatedJson, type JsonPath } from "./located-json.ts";
import { manyToMany } from "./relationships.ts";
import type { ManyToMany, OneToMany, Schema } from "./schema.ts";
import type { ManyToManyEntry, Refuse, SchemaFile } from "./schema-file.ts";
import fileSchema from "./schema-file.schema.json" with { type: "json" };
import { createAuditedSchema, standardParts } from "./standard-schema.ts";
import { customWriters } from "./standard-relationships.ts";
import type { TableDefinition } from "./table-definition.ts";

/**
 * Reads custom tables, columns of standard tables and relationships, and puts them together with the standard ones.
 * The format is schema-file.schema.json's.
 * @throws UserError `schema-file-syntax` or `schema-file-invalid`, exit 2, with file, line and what was expected
 */
export function parseSchemaFile(fileText: string, path: string): Schema {
  const json = parseLocatedJson(fileText, path);
  const refuse: Refuse = (keys, message) => {
    throw new UserError("schema-file-invalid", `${keys.join(".") || "The schema file"}: ${message}.`, {
      exitCode: 2,
      place: json.placeOf(keys),
      hint: "The format is described by portal-emulator/schema/schema-file.schema.json.",
    });
  };
  const validate = new Ajv({ useDefaults: true, allowUnionTypes: true }).compile(fileSchema);
  if (!validate(json.value)) {
    refuseShape(validate.errors?.[0], refuse);
  }
  // The JSON schema has just been checked and its defaults are in, so the value has this shape.
  return buildSchema(json.value as SchemaFile, refuse);
}

function buildSchema(file: SchemaFile, refuse: Refuse): Schema {
  const tables = new Map(standardParts.tables.map((table) => [table.name, table]));
  for (const [name, entry] of Object.entries(file.tables)) {
    const standard = tables.get(name);
    if (name === "audit" || standard?.intersect === true) {
      refuse(["tables", name], "the platform makes this table; nothing can be added to it");
    }
    tables.set(name, standard === undefined ? buildTable(name, entry, refuse) : extendTable(standard, entry, refuse));
  }
  assertSets(file, [...tables.values()], refuse);
  const lookups = Object.entries(file.tables).flatMap(([table, { columns }]) =>
    Object.entries(columns).flatMap(([name, entry]) => {
      for (const [index, target] of (entry.targets ?? []).entries()) {
        if (!tables.has(target)) {
          refuse(["tables", table, "columns", name, "targets", index], `there is no table ${target}`);
        }
      }
      for (const target of Object.keys(entry.relationships ?? {})) {
        if (!entry.targets?.includes(target)) {
          refuse(["tables", table, "columns", name, "relationships", target], `the lookup does not point at ${target}`);
        }
      }
      const made = buildRelationships({ table, name, entry });
      return made.map((relationship) => ({ relationship, path: ["tables", table, "columns", name] }));
    }),
  );
  const links = Object.entries(file.manyToMany).map(([schemaName, entry]) => {
    const path = ["manyToMany", schemaName];
    const made = buildManyToMany({ schemaName, entry, tables, path }, refuse);
    if (tables.has(made.table.name)) {
      refuse(path, `there is a table ${made.table.name} already: expected another "intersect"`);
    }
    tables.set(made.table.name, made.table);
    return { relationship: made.relationship, path };
  });
  const schema = createAuditedSchema({
    tables: [...tables.values()],
    relationships: [
      ...standardParts.relationships,
      ...Object.keys(file.tables).flatMap((name) => (isOwned(name, tables) ? customWriters(name) : [])),
      ...[...lookups, ...links].map(({ relationship }) => relationship),
    ],
  });
  for (const { relationship, path } of [...lookups, ...links]) {
    assertDistinct(schema, relationship, (message) => refuse(path, message));
  }
  return schema;
}

/** Of the file's own tables, those whose rows have owners. */
function isOwned(name: string, tables: ReadonlyMap<string, TableDefinition>): boolean {
  return !standardParts.tables.some((table) => table.name === name) && tables.get(name)?.elastic === false;
}

interface LinkParts {
  readonly schemaName: string;
  readonly entry: ManyToManyEntry;
  readonly tables: ReadonlyMap<string, TableDefinition>;
  readonly path: JsonPath;
}

function buildManyToMany({ schemaName, entry, tables, path }: LinkParts, refuse: Refuse): ReturnType<typeof manyToMany> {
  const [one, other] = entry.tables.map((name, index) => {
    const table = tables.get(name) ?? refuse([...path, "tables", index], `there is no table ${name}`);
    return table.elastic ? refuse([...path, "tables", index], "an elastic table has no many-to-many relationships") : table;
  });
  if (one === undefined || other === undefined) {
    return refuse([...path, "tables"], "expected two tables");
  }
  const isSame = one.name === other.name;
  if (isSame && entry.navigations === undefined) {
    refuse(path, 'a table and itself need two different "navigations"');
  }
  const end = (table: TableDefinition, index: 0 | 1): { table: string; column: string; navigation?: string } => {
    const navigation = entry.navigations?.[index];
    const column = isSame ? `${table.primaryId}${index === 0 ? "one" : "two"}` : table.primaryId;
    return { table: table.name, column, ...(navigation === undefined ? {} : { navigation }) };
  };
  return manyToMany(schemaName, entry.intersect ?? schemaName.toLowerCase(), [end(one, 0), end(other, 1)]);
}

function assertSets(file: SchemaFile, tables: readonly TableDefinition[], refuse: Refuse): void {
  for (const name of Object.keys(file.tables)) {
    const set = tables.find((table) => table.name === name)?.entitySet;
    const other = tables.find((table) => table.entitySet === set && table.name !== name);
    if (other !== undefined) {
      refuse(["tables", name], `the entity set ${String(set)} is that of ${other.name}: expected "entitySet" with another name`);
    }
  }
}

/** A navigation property leads to one place, and a schema name names one relationship. */
function assertDistinct(schema: Schema, relationship: OneToMany | ManyToMany, refuse: (message: string) => never): void {
  if (schema.relationships.filter((one) => one.schemaName.toLowerCase() === relationship.schemaName.toLowerCase()).length > 1) {
    refuse(`there is another relationship ${relationship.schemaName}`);
  }
  const ends =
    relationship.kind === "many-to-many"
      ? relationship.ends.map(({ table, navigation }) => ({ table, navigation }))
      : [
          { table: relationship.childTable, navigation: relationship.childNavigation },
          { table: relationship.parentTable, navigation: relationship.parentNavigation },
        ];
  for (const { table, navigation } of ends) {
    if (schema.navigations(table).filter(({ name }) => name === navigation).length > 1) {
      refuse(`${table} has two navigation properties ${navigation}`);
    }
  }
}

function refuseShape(error: ErrorObject | undefined, refuse: Refuse): never {
  const path = (error?.instancePath ?? "").split("/").slice(1).map(unescapePointer);
  const params = error?.params ?? {};
  if (error?.propertyName !== undefined) {
    const isOption = ["options", "states"].includes(String(path.at(-1)));
    const isSchemaName = path.at(-1) === "manyToMany";
    const expected = isOption ? "a whole number" : isSchemaName ? "a schema name" : "a logical name, in lower case";
    return refuse([...path, error.propertyName], `expected ${expected}`);
  }
  switch (error?.keyword) {
    case "additionalProperties":
      return refuse([...path, String(params["additionalProperty"])], "this key is not known here");
    case "enum":
      return refuse(path, `expected one of ${(params["allowedValues"] as readonly unknown[]).join(", ")}`);
    case "required":
      return refuse(path, `the key ${String(params["missingProperty"])} is missing`);
    default:
      return refuse(path, error?.message ?? "this is not as expected");
  }
}

/** A list's indexes are numbers. */
function unescapePointer(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~");
}
