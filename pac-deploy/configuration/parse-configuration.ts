import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { LineCounter, parseDocument, type Document } from "yaml";
import type { Configuration, EnvironmentConfiguration } from "../../contract/configuration.ts";
import { UserError, type SourcePlace } from "../../contract/user-error.ts";
import schema from "../portal-kit.config.schema.json" with { type: "json" };
import { findConfigurationFaults } from "./check-configuration.ts";
import { completeField, type RawField } from "./complete-field.ts";

/** The schema's shape with defaults filled in, before the defaults that depend on a column. */
interface RawConfiguration extends Omit<Configuration, "capture"> {
  readonly capture: Omit<Configuration["capture"], "fields"> & {
    readonly fields: readonly RawField[];
  };
}

/**
 * Reads the text of `portal-kit.config.json` and fills in the defaults.
 * @throws UserError `configuration-syntax` or `configuration-invalid`, exit code 2, with file, line and what is allowed
 */
export function parseConfiguration(text: string, path: string): Configuration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "json", prettyErrors: false });
  const placeAt = (offset: number): SourcePlace => {
    const { line, col } = lines.linePos(offset);
    return { path, line, column: col };
  };
  const value = parseJson(text, document, path, placeAt);
  const repeated = document.errors.find((error) => error.code === "DUPLICATE_KEY");
  if (repeated !== undefined) {
    throw new UserError("configuration-invalid", "a key is there twice, and JSON keeps only the last one: expected each key once", {
      exitCode: 2,
      place: placeAt(repeated.pos[0]),
      hint: "Put the two together, or delete one.",
    });
  }
  const fail = (pointer: string, message: string, onKey = false): never => {
    throw new UserError("configuration-invalid", message, {
      exitCode: 2,
      place: placeAt(findOffset(document, pointer, onKey)),
      hint: "The schema is published with the package: pac-deploy/portal-kit.config.schema.json.",
    });
  };

  const validate = (validator ??= new Ajv({ useDefaults: true, allowUnionTypes: true }).compile(schema));
  if (!validate(value)) {
    const error = validate.errors?.[0];
    if (error) fail(error.instancePath + pointerTail(error), describeShapeFault(error), error.keyword === "additionalProperties");
  }
  // The schema has just been checked, so the value has its shape.
  const raw = value as RawConfiguration;
  const configuration = {
    ...raw,
    capture: { ...raw.capture, fields: raw.capture.fields.map(completeField) },
    deploy: { environments: mapValues(raw.deploy.environments, completeEnvironment) },
  };
  for (const { pointer, message } of findConfigurationFaults(configuration)) fail(pointer, message);
  return configuration;
}

const mapValues = <Value>(record: Readonly<Record<string, Value>>, map: (value: Value) => Value): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

/** Addresses and ids in the one spelling that they are compared in. */
const completeEnvironment = (environment: EnvironmentConfiguration): EnvironmentConfiguration => ({
  ...environment,
  url: new URL(environment.url).origin,
  ...(environment.websiteId === undefined ? {} : { websiteId: environment.websiteId.toLowerCase() }),
});

/** Compiling takes some 50 ms: done when the first configuration is read. */
let validator: ValidateFunction | undefined;

/** Where a key of the configuration stands, for a message about what it names. */
export function findKey(text: string, path: string, pointer: string): SourcePlace {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "json", prettyErrors: false });
  const { line, col } = lines.linePos(findOffset(document, pointer, false));
  return { path, line, column: col };
}

function parseJson(text: string, document: Document, path: string, placeAt: (offset: number) => SourcePlace): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const position = /at position (\d+)/.exec(message)?.[1];
    const offset = position === undefined ? (document.errors[0]?.pos[0] ?? text.length) : Number(position);
    throw new UserError("configuration-syntax", `${path} is not valid JSON: ${message}`, {
      exitCode: 2,
      place: placeAt(offset),
      hint: "JSON has no comments and no comma behind the last entry; keys and texts stand in double quotes.",
      cause,
    });
  }
}

/** Where in the file a JSON pointer's value (or key) stands; the nearest parent that is there otherwise. */
function findOffset(document: Document, pointer: string, onKey: boolean): number {
  const keys = pointer.split("/").slice(1);
  while (keys.length > 0) {
    const parent: unknown = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1).map(indexOrKey), true);
    const last = keys.at(-1) ?? "";
    // A YAML map's items are pairs of nodes; only these members are read, and each is checked.
    const items = (parent as { items?: readonly unknown[] } | null)?.items ?? [];
    for (const [index, item] of items.entries()) {
      const pair = item as {
        key?: { value?: unknown; range?: readonly number[] };
        value?: { range?: readonly number[] };
        range?: readonly number[];
      };
      if (pair.key === undefined ? String(index) === last : pair.key.value === last) {
        const range = pair.key === undefined ? pair.range : onKey ? pair.key.range : (pair.value?.range ?? pair.key.range);
        if (range?.[0] !== undefined) return range[0];
      }
    }
    keys.pop();
  }
  return 0;
}

const indexOrKey = (key: string): string | number => (/^\d+$/.test(key) ? Number(key) : key);
const dotted = (pointer: string): string => pointer.slice(1).replaceAll("/", ".") || "the configuration";
const list = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(", ");

function pointerTail(error: ErrorObject): string {
  return error.keyword === "additionalProperties" ? `/${String(error.params["additionalProperty"])}` : "";
}

/** What the schema refuses, where, and what is allowed there. */
export function describeShapeFault(error: ErrorObject): string {
  const where = dotted(error.instancePath);
  switch (error.keyword) {
    case "additionalProperties": {
      const parent = error.instancePath === "" ? "" : `${where}.`;
      return `${parent}${String(error.params["additionalProperty"])} is not a known key; allowed here: ${allowedKeys(error).join(", ")}`;
    }
    case "enum":
      return `${where}: expected one of ${list(error.params["allowedValues"] as readonly unknown[])}`;
    case "type":
      return `${where}: expected ${typeWords[String(error.params["type"])] ?? String(error.params["type"])}`;
    case "pattern":
      return `${where}: expected ${patternWords.find(([path]) => path.test(error.instancePath))?.[1] ?? `a text of the form ${String(error.params["pattern"])}`}`;
    case "minItems":
    case "minLength":
      return `${where}: expected at least one, got none`;
    case "required":
      return `${where}: the key ${String(error.params["missingProperty"])} is missing`;
    default:
      return `${where}: ${error.message ?? error.keyword}`;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  array: "a list, [...]",
  boolean: "true or false",
  "boolean,integer": "true, false, or the number of an option of a choice",
  integer: "a whole number",
  object: "an object, {...}",
  string: 'a text, "..."',
};

const patternWords: readonly (readonly [RegExp, string])[] = [
  [/^\/check\/accept\/\d+\/code$/, 'the code of a check, such as "tracker-ungated"'],
  [/^\/check\/accept\/\d+\/reason$/, "a text that says why the finding is accepted"],
  [/^\/deploy\/environments\/[^/]+\/url$/, 'the address of an environment, such as "https://contoso.crm4.dynamics.com"'],
  [/^\/deploy\/environments\/[^/]+\/websiteId$/, "a website id, such as the adx_websiteid of website.yml"],
  [/^\/deploy\/environments\/[^/]+\/profile$/, 'the tag of a deployment profile, such as "prod"'],
  [/^\/deploy\/environments$/, 'a name of letters, digits, "_", "." and "-" for each environment, such as "test"'],
  [/^\/languages\//, 'a language code such as "en-US"'],
  [/^\/consent\/banner\/version$/, 'letters, digits and -, such as "2026-11"'],
  [/^\/consent\/cookie\/name$/, "the name of a cookie"],
  [/^\/consent\//, "a word without blanks"],
  [/^\/capture\/page$/, 'one partial URL of letters, digits, - and _, such as "get-in-touch"'],
  [/^\/capture\/success\/url$/, 'a path on the same site, such as "/thank-you"'],
  [/\/(?:column|key)$/, 'the logical name of a column, such as "emailaddress1"'],
  [/\/autocomplete$/, 'a value of the HTML attribute, such as "given-name"'],
  [/\/label$/, "the name of a content snippet, without quotes, braces, percent signs and angle brackets"],
];

/** The keys the schema names at an error's place. */
function allowedKeys(error: ErrorObject): string[] {
  let at: unknown = schema;
  for (const key of error.schemaPath.replace(/^#\//, "").split("/").slice(0, -1)) {
    at = (at as Record<string, unknown>)[key];
  }
  return Object.keys((at as { properties?: object }).properties ?? {}).filter((key) => key !== "$schema");
}
