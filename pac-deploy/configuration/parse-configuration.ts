import { Ajv, type ErrorObject } from "ajv";
import { LineCounter, parseDocument, type Document } from "yaml";
import type { CaptureField, Configuration, FieldType } from "../../contract/configuration.ts";
import { UserError, type SourcePlace } from "../../contract/user-error.ts";
import schema from "../portal-kit.config.schema.json" with { type: "json" };

/** Lengths of Dataverse's own contact columns. https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact */
const columnDefaults: Readonly<Record<string, { maxLength: number; autocomplete: string }>> = {
  firstname: { maxLength: 50, autocomplete: "given-name" },
  lastname: { maxLength: 50, autocomplete: "family-name" },
  emailaddress1: { maxLength: 100, autocomplete: "email" },
  mobilephone: { maxLength: 50, autocomplete: "tel" },
  telephone1: { maxLength: 50, autocomplete: "tel" },
  jobtitle: { maxLength: 100, autocomplete: "organization-title" },
};

/** https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact: the id, and what Dataverse computes. */
const notWritable: ReadonlySet<string> = new Set(["contactid", "fullname", "createdon", "modifiedon"]);

/** What the schema allows and this version does not do yet: refused, never ignored. */
const notBuilt: readonly { readonly path: string; readonly allowed: readonly unknown[] }[] = [
  { path: "/tracking/placement", allowed: ["header", "none"] },
  { path: "/consent/source", allowed: ["banner"] },
  { path: "/capture/path", allowed: ["A", "none"] },
  { path: "/capture/prefetchLookup", allowed: [false] },
  { path: "/capture/outbox", allowed: [false] },
  { path: "/capture/success/kind", allowed: ["message", "redirect"] },
  { path: "/identify/key", allowed: ["contactid"] },
];

/** The schema's shape with defaults filled in, before the defaults that depend on a column. */
interface RawConfiguration extends Omit<Configuration, "capture"> {
  readonly capture: Omit<Configuration["capture"], "fields"> & {
    readonly fields: readonly (Partial<CaptureField> & { readonly column: string; readonly type: FieldType })[];
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

  const validate = new Ajv({ useDefaults: true, allErrors: false }).compile(schema);
  if (!validate(value)) {
    const error = validate.errors?.[0];
    if (error) fail(error.instancePath + pointerTail(error), describe(error), error.keyword === "additionalProperties");
  }
  // The schema has just been checked, so the value has its shape.
  const raw = value as RawConfiguration;
  for (const { path: pointer, allowed } of notBuilt) {
    const given = pointer
      .slice(1)
      .split("/")
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], raw);
    if (!allowed.includes(given)) {
      fail(pointer, `${dotted(pointer)}: ${JSON.stringify(given)} is not built yet; this version does ${list(allowed)}`);
    }
  }
  if (raw.tracking.placement !== "none" && raw.tracking.script === undefined) {
    fail("/tracking", 'tracking.script: expected the path of the file with the pasted script (or tracking.placement "none")');
  }
  if (raw.capture.success.kind === "redirect" && raw.capture.success.url === undefined) {
    fail("/capture/success", 'capture.success.url: expected a path on the same site, since capture.success.kind is "redirect"');
  }
  const fields = raw.capture.fields.map(completeField);
  fields.forEach((field, index) => {
    if (fields.findIndex((other) => other.column === field.column) !== index) {
      fail(`/capture/fields/${index}/column`, `capture.fields: ${field.column} is listed twice`);
    }
    if (notWritable.has(field.column)) {
      fail(
        `/capture/fields/${index}/column`,
        `capture.fields: Dataverse fills in ${field.column} itself; expected columns a visitor can write`,
      );
    }
  });
  if (
    raw.capture.path !== "none" &&
    !fields.some((field) => field.column === "emailaddress1" && field.type === "email" && field.required)
  ) {
    fail("/capture/fields", 'capture.fields: expected a required field {"column": "emailaddress1", "type": "email", "required": true}');
  }
  return { ...raw, capture: { ...raw.capture, fields } };
}

/** Where a key of the configuration stands, for a message about what it names. */
export function findKey(text: string, path: string, pointer: string): SourcePlace {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "json", prettyErrors: false });
  const { line, col } = lines.linePos(findOffset(document, pointer, false));
  return { path, line, column: col };
}

function completeField(field: RawConfiguration["capture"]["fields"][number]): CaptureField {
  const defaults = columnDefaults[field.column] ?? { maxLength: 100, autocomplete: "off" };
  return {
    column: field.column,
    type: field.type,
    required: field.required ?? false,
    maxLength: field.maxLength ?? defaults.maxLength,
    autocomplete: field.autocomplete ?? defaults.autocomplete,
    label: field.label ?? `Portal Kit/label.${field.column}`,
  };
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

function describe(error: ErrorObject): string {
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
  integer: "a whole number",
  object: "an object, {...}",
  string: 'a text, "..."',
};

const patternWords: readonly (readonly [RegExp, string])[] = [
  [/^\/languages\//, 'a language code such as "en-US"'],
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
