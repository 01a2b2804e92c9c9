import { ownedColumns } from "../../../portal-emulator/schema/columns.ts";
import { parseSchemaFile } from "../../../portal-emulator/schema/parse-schema-file.ts";
import { oneToMany } from "../../../portal-emulator/schema/relationships.ts";
import { createSchema, type Schema } from "../../../portal-emulator/schema/schema.ts";
import type { Row } from "../../../portal-emulator/store/store.ts";
import type { TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";

type GuessedType = "string" | "integer" | "boolean" | "datetime" | "uniqueidentifier" | "lookup";

/** What pages ask for and no schema describes: the set's name and the columns, of each table. Learned from refusals, never from what is to be proved. */
export type LearnedTables = ReadonlyMap<
  string,
  {
    readonly entitySet: string | undefined;
    readonly columns: ReadonlyMap<string, GuessedType>;
    /** Schema name of the relationship to the notes about its rows; absent: no page asks for them. */
    readonly notes?: string;
  }
>;

const literalTypes: Readonly<Record<string, GuessedType>> = {
  "Edm.Decimal": "integer",
  "Edm.Boolean": "boolean",
  "Edm.DateTimeOffset": "datetime",
  "Edm.Date": "datetime",
  "Edm.Guid": "uniqueidentifier",
};

/**
 * A first guess, so that few rounds are needed: each table that a setting serves has every column with a publisher's prefix that any text of the site names. Words only: nothing
 * of how the site's code is understood is in it.
 */
export function guessTables(served: readonly string[], texts: readonly string[]): LearnedTables {
  const words = new Set(texts.flatMap((text) => text.match(/\b_?[a-z][a-z0-9]{1,7}_\w+/gi) ?? []));
  const bound = new Set(texts.flatMap((text) => [...text.matchAll(/(\w+)@odata\.bind/g)].map(([, name]) => name ?? "")));
  const joined = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/<link-entity\b[^>]*>/g)].flatMap(([tag]) =>
        [...tag.matchAll(/\b(?:from|to)=['"](\w+)['"]/g)].map(([, name]) => name ?? ""),
      ),
    ),
  );
  const columns = new Map<string, GuessedType>();
  for (const word of words) {
    const lookup = /^_(\w+)_value$/.exec(word)?.[1];
    if (lookup !== undefined || bound.has(word) || joined.has(word)) columns.set((lookup ?? word).toLowerCase(), "lookup");
    else if (/^[a-z][a-z0-9_]*$/.test(word) && !columns.has(word)) columns.set(word, "string");
  }
  const own = served.filter((table) => /^[a-z][a-z0-9]{1,7}_/.test(table) && !table.startsWith("adx_"));
  return new Map(
    own.map((table) => {
      const entitySet = [`${table}s`, `${table}es`, `${table}ses`, `${table.slice(0, -1)}ies`].find((set) => words.has(set));
      const named = [...columns].filter(([column]) => column !== `${table}id` && !served.includes(column) && column.length < 60);
      return [table, { entitySet, columns: new Map(named) }];
    }),
  );
}

/** Tables that Liquid's queries name: pages show their rows. */
export const findQueriedTables = (texts: readonly string[]): string[] => [
  ...new Set(
    texts.flatMap((text) => [...text.matchAll(/<(?:link-)?entity\b[^>]*?\bname=['"]([a-z][a-z0-9_]*)['"]/g)].map(([, name]) => name ?? "")),
  ),
];

/** A call that was refused, with what the portal said. */
export interface RefusedCall {
  readonly path: string;
  readonly requestBody: string | undefined;
  readonly responseBody: string | undefined;
}

/** undefined: they teach nothing new. */
export function learnTables(known: LearnedTables, refused: readonly RefusedCall[]): LearnedTables | undefined {
  const tables = new Map([...known].map(([name, one]) => [name, { ...one, columns: new Map(one.columns) }]));
  let isNew = false;
  const learn = (table: string, entitySet: string | undefined, column?: string, type?: GuessedType): void => {
    const at = tables.get(table) ?? { entitySet, columns: new Map<string, GuessedType>() };
    isNew ||= !tables.has(table);
    tables.set(table, at);
    if (column === undefined || (at.columns.has(column) && (type === undefined || at.columns.get(column) === type))) return;
    at.columns.set(column, type ?? "string");
    isNew = true;
  };
  for (const { path, requestBody, responseBody } of refused) {
    const message = responseBody ?? "";
    const set = /\/_api\/(\w+)/.exec(path)?.[1];
    const unheld = /the table (\w+), which the site serves/.exec(message)?.[1];
    if (unheld !== undefined) learn(unheld, set);
    const unknown =
      /Could not find a property named '(?<column>\w+)' on type 'Microsoft\.Dynamics\.CRM\.(?<table>\w+)'/.exec(message) ??
      /Attribute (?<column>\w+) cannot be found for table (?<table>\w+)/.exec(message) ??
      /undeclared property '(?<column>[\w]+)' which only has property annotations in the payload.*?CRM\.(?<table>\w+)/.exec(message) ??
      /The property '(?<column>\w+)' does not exist on type 'Microsoft\.Dynamics\.CRM\.(?<table>\w+)'/.exec(message);
    const { column = "", table = "" } = unknown?.groups ?? {};
    const owning = tables.get(table);
    if (/^\w+_Annotations?$/.test(column) && owning !== undefined) {
      tables.set(table, { ...owning, notes: column });
      isNew = true;
      continue;
    }
    const learnColumn = (owner: string, name: string): void => {
      const lookup = /^_(\w+)_value$/.exec(name)?.[1];
      const isBound = requestBody?.includes(`"${name}@odata.bind"`) === true;
      learn(owner, undefined, (lookup ?? name).toLowerCase(), lookup !== undefined || isBound ? "lookup" : typeIn(requestBody, name));
    };
    if (unknown !== null) {
      learnColumn(table, column);
      // A refusal names one column; what stands beside it is lacking too, mostly.
      for (const name of besides(path, requestBody))
        if (tables.get(table)?.entitySet === set && isLacking(table, name)) learnColumn(table, name);
    }
    const mismatch = /incompatible types was detected: '(\w+)' is [\w.]+, the value is (Edm\.\w+)/.exec(message);
    const literal = literalTypes[mismatch?.[2] ?? ""];
    const mistyped = mismatch?.[1] ?? "";
    if (literal !== undefined)
      for (const [owner, { columns }] of tables) if (columns.has(mistyped)) learn(owner, undefined, mistyped, literal);
  }
  return isNew ? tables : undefined;
}

/** Names of the select option and of the body. */
function besides(path: string, body: string | undefined): string[] {
  const selected = /[?&]\$select=([^&]*)/.exec(decodeURIComponent(path))?.[1]?.split(",") ?? [];
  const sent = [...(body ?? "").matchAll(/"(\w+)(?:@odata\.bind)?"\s*:/g)].map(([, name]) => name ?? "");
  return [...selected, ...sent].map((name) => name.trim()).filter((name) => /^\w+$/.test(name));
}

const isLacking = (table: string, name: string): boolean =>
  standardSchema.findTable(table)?.columns.some((column) => column.name === name || `_${column.name}_value` === name) !== true;

/** As the body that is sent has it. */
function typeIn(body: string | undefined, column: string): GuessedType | undefined {
  const value = new RegExp(`"${column}"\\s*:\\s*(true|false|-?\\d+\\s*[,}]|"\\d{4}-\\d\\d-\\d\\dT)`).exec(body ?? "")?.[1];
  if (value === undefined) return undefined;
  return /^[tf]/.test(value) ? "boolean" : value.startsWith('"') ? "datetime" : "integer";
}

const ofEveryTable: ReadonlySet<string> = new Set(ownedColumns().map(({ name }) => name));

export function buildLearnedSchema(learned: LearnedTables): Schema {
  const tables = Object.fromEntries(
    [...learned].map(([table, { entitySet, columns }]) => [
      table,
      {
        ...(entitySet === undefined ? {} : { entitySet }),
        columns: Object.fromEntries(
          [...columns]
            .filter(([column]) => column !== `${table}id` && !ofEveryTable.has(column))
            .map(([column, type]) => [column, type === "lookup" ? { type, targets: ["contact"], schemaName: column } : { type }]),
        ),
      },
    ]),
  );
  return withNotes(parseSchemaFile(JSON.stringify({ tables }), "tables learned from calls"), learned);
}

/** Notes may be about the tables whose notes pages ask for. */
function withNotes(schema: Schema, learned: LearnedTables): Schema {
  const noted = [...learned].flatMap(([table, { notes }]) => (notes === undefined ? [] : [{ table, notes }]));
  if (noted.length === 0) return schema;
  const tables = schema.tables.map((table) => {
    if (table.name !== "annotation") return table;
    const columns = table.columns.map((column) =>
      column.name === "objectid" ? { ...column, targets: [...(column.targets ?? []), ...noted.map((one) => one.table)] } : column,
    );
    return { ...table, columns };
  });
  const about = noted.map(({ table, notes }) =>
    oneToMany({
      schemaName: notes,
      parentTable: table,
      childTable: "annotation",
      lookup: "objectid",
      childNavigation: `objectid_${table}`,
    }),
  );
  return createSchema(tables, [...schema.relationships, ...about]);
}

const example = "Example";
/** By what a column's name says: pages compare, show and send on what they read. */
const namedValues: readonly (readonly [RegExp, string])[] = [
  [/max|capacity|limit/, "9"],
  [/count|number|amount|price|precio|total|percent|participants|score|income|quantity|stock$/, "1"],
  [/date|time|deadline|fecha/, "2030-01-02T10:00:00Z"],
  [/mail/, "a@example.com"],
  [/image|picture|photo|body/, "eA=="],
];
const namedValue = (column: string): string => namedValues.find(([pattern]) => pattern.test(column))?.[1] ?? example;
const exampleValues: Readonly<Record<string, Row[string]>> = {
  string: example,
  memo: example,
  integer: 1,
  decimal: 1,
  money: 1,
  boolean: true,
  datetime: "2030-01-02T10:00:00Z",
};

/** A row with something in every column that pages may show; lookups lead to the contact of the same id. */
export function exampleRow({ name, primaryId, primaryName, columns }: TableDefinition, id: string): Row {
  const row: Record<string, Row[string]> = { [primaryId]: id, [primaryName]: example };
  for (const { name: column, type, ...rest } of columns) {
    const value =
      type === "lookup" && "targets" in rest && Array.isArray(rest.targets) && rest.targets.includes("contact")
        ? id
        : type === "string" && column !== primaryName
          ? namedValue(column)
          : exampleValues[type];
    if (column !== primaryId && value !== undefined && standardSchema.findTable(name) === undefined) row[column] = value;
  }
  if (name === "annotation")
    Object.assign(row, { objectid: id, filename: "example.txt", mimetype: "text/plain", documentbody: "eA==", isdocument: true });
  return row;
}
