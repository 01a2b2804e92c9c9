import { parseSchemaFile } from "../../../portal-emulator/schema/parse-schema-file.ts";
import type { Schema } from "../../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";

type GuessedType = "string" | "integer" | "boolean" | "datetime" | "uniqueidentifier" | "lookup";

/** What pages ask for and no schema describes: the set's name and the columns, of each table. Learned from refusals, never from what is to be proved. */
export type LearnedTables = ReadonlyMap<
  string,
  { readonly entitySet: string | undefined; readonly columns: ReadonlyMap<string, GuessedType> }
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
  const columns = new Map<string, GuessedType>();
  for (const word of words) {
    const lookup = /^_(\w+)_value$/.exec(word)?.[1];
    if (lookup !== undefined || bound.has(word)) columns.set((lookup ?? word).toLowerCase(), "lookup");
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

/** A call that was refused, with what the portal said. */
export interface RefusedCall {
  readonly path: string;
  readonly requestBody: string | undefined;
  readonly responseBody: string | undefined;
}

/** undefined: they teach nothing new. */
export function learnTables(known: LearnedTables, refused: readonly RefusedCall[]): LearnedTables | undefined {
  const tables = new Map([...known].map(([name, one]) => [name, { entitySet: one.entitySet, columns: new Map(one.columns) }]));
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
    const owner = [...tables].find(([, one]) => one.columns.has(mismatch?.[1] ?? ""))?.[0];
    if (mismatch?.[1] !== undefined && literal !== undefined && owner !== undefined) learn(owner, undefined, mismatch[1], literal);
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

export function buildLearnedSchema(learned: LearnedTables): Schema {
  const tables = Object.fromEntries(
    [...learned].map(([table, { entitySet, columns }]) => [
      table,
      {
        ...(entitySet === undefined ? {} : { entitySet }),
        columns: Object.fromEntries(
          [...columns]
            .filter(([column]) => column !== `${table}id`)
            .map(([column, type]) => [column, type === "lookup" ? { type, targets: ["contact"], schemaName: column } : { type }]),
        ),
      },
    ]),
  );
  return parseSchemaFile(JSON.stringify({ tables }), "tables learned from calls");
}
