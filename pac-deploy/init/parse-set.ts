import { UserError } from "../../contract/user-error.ts";
import { findShapeFault } from "../configuration/find-shape-fault.ts";
import schema from "../portal-kit.config.schema.json" with { type: "json" };
import { offeredFields } from "./offered-fields.ts";
import { withValue } from "./with-value.ts";

interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly $ref?: string;
}

/** One `--set`: a key of the configuration with a value of its kind. */
export interface SetValue {
  readonly key: string;
  readonly value: unknown;
}

/**
 * Reads `key=value` as given with `--set`. Lists are JSON, or words with commas between; `capture.fields` may be column names.
 * @throws UserError `set-invalid`, exit code 2, saying what is allowed
 */
export function parseSets(texts: readonly string[]): SetValue[] {
  const sets = texts.map(parseSet);
  const fault = findShapeFault(sets.reduce<Readonly<Record<string, unknown>>>((whole, { key, value }) => withValue(whole, key, value), {}));
  if (fault !== undefined) throw invalid(fault);
  return sets;
}

function parseSet(text: string): SetValue {
  const equals = text.indexOf("=");
  if (equals <= 0) throw invalid(`${JSON.stringify(text)} is no key=value, such as capture.path=A-self`);
  const key = text.slice(0, equals);
  return { key, value: convert(text.slice(equals + 1), key, findNode(key)) };
}

function findNode(key: string): SchemaNode {
  // The schema is ours; these members are all that is read of it.
  let node = schema as SchemaNode;
  for (const [index, name] of key.split(".").entries()) {
    const inside = node.properties ?? {};
    const next = Object.hasOwn(inside, name) && name !== "$schema" ? inside[name] : undefined;
    if (next === undefined) {
      const above = key.split(".").slice(0, index).join(".");
      const allowed = Object.keys(inside).filter((one) => one !== "$schema");
      throw invalid(
        allowed.length === 0
          ? `${key} is not a known key: ${above} holds no keys; give it whole, as JSON`
          : `${key} is not a known key; allowed ${above === "" ? "here" : `in ${above}`}: ${allowed.join(", ")}`,
      );
    }
    node = resolve(next);
  }
  return node;
}

function resolve(node: SchemaNode): SchemaNode {
  if (node.$ref === undefined) return node;
  const name = node.$ref.replace("#/definitions/", "");
  // As above.
  return (schema.definitions as Readonly<Record<string, SchemaNode>>)[name] ?? node;
}

function convert(text: string, key: string, node: SchemaNode): unknown {
  switch (node.type ?? (node.enum === undefined ? undefined : "string")) {
    case "boolean":
      if (text === "true" || text === "false") return text === "true";
      throw invalid(`${key}: expected true or false, got ${JSON.stringify(text)}`);
    case "integer":
      if (/^-?\d+$/.test(text)) return Number(text);
      throw invalid(`${key}: expected a whole number, got ${JSON.stringify(text)}`);
    case "array":
      return /^\s*\[/.test(text) ? parseJson(text, key) : listWords(text, key, node);
    case "object":
      return parseJson(text, key);
    default:
      return text;
  }
}

function listWords(text: string, key: string, { items }: SchemaNode): unknown[] {
  const words = text
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
  if (key === "capture.fields") return words.map((column) => offeredFields.find((one) => one.column === column)?.field ?? { column });
  return items?.type === "integer" ? words.map((word) => (/^-?\d+$/.test(word) ? Number(word) : word)) : words;
}

function parseJson(text: string, key: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw invalid(`${key}: expected JSON, got ${JSON.stringify(text)}`, cause);
  }
}

const invalid = (message: string, cause?: unknown): UserError =>
  new UserError("set-invalid", `--set ${message}`, {
    exitCode: 2,
    hint: "All keys and what they take: docs/configuration.md, and the schema published with the package.",
    cause,
  });
