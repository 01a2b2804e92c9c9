import type { LiteralType } from "../query/filter.ts";
import { QueryFault } from "./query-fault.ts";

export type Token =
  | { readonly kind: "("; readonly position: number }
  | { readonly kind: ")"; readonly position: number }
  | { readonly kind: ","; readonly position: number }
  /** Of lambdas and of Dataverse's query functions. */
  | { readonly kind: ":" | "="; readonly position: number }
  | { readonly kind: "name"; readonly text: string; readonly position: number }
  /** `@p1`, a value given elsewhere in the URL. */
  | { readonly kind: "alias"; readonly text: string; readonly position: number }
  /** `["a","b"]`, as query functions take it. */
  | { readonly kind: "array"; readonly values: readonly (string | number | boolean | null)[]; readonly position: number }
  | {
      readonly kind: "literal";
      readonly type: LiteralType;
      readonly value: string | number | boolean | null;
      readonly position: number;
    }
  | { readonly kind: "end"; readonly position: number };

interface Rule {
  readonly pattern: RegExp;
  token(match: string, position: number): Token | undefined;
}

/** Literals end where a word ends: `12ab` is no number with a rest. */
const wordEnd = "(?![\\w.:+-])";

/** In this order: a GUID may begin like a number or a name. https://docs.oasis-open.org/odata/odata/v4.0/odata-v4.0-part2-url-conventions.html */
const rules: readonly Rule[] = [
  { pattern: /\s+/uy, token: () => undefined },
  { pattern: /\(/uy, token: (_, position) => ({ kind: "(", position }) },
  { pattern: /\)/uy, token: (_, position) => ({ kind: ")", position }) },
  { pattern: /,/uy, token: (_, position) => ({ kind: ",", position }) },
  { pattern: /:/uy, token: (_, position) => ({ kind: ":", position }) },
  { pattern: /=/uy, token: (_, position) => ({ kind: "=", position }) },
  {
    pattern: /'(?:[^']|'')*'/uy,
    token: (text, position) => literal("string", text.slice(1, -1).replaceAll("''", "'"), position),
  },
  {
    pattern: new RegExp(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}${wordEnd}`, "iuy"),
    token: (text, position) => literal("guid", text.toLowerCase(), position),
  },
  {
    pattern: new RegExp(`\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:\\d{2})${wordEnd}`, "iuy"),
    token: (text, position) => literal("datetime", readDateTime(text, position), position),
  },
  {
    pattern: new RegExp(`\\d{4}-\\d{2}-\\d{2}${wordEnd}`, "uy"),
    token: (text, position) => literal("date", readDate(text, position), position),
  },
  {
    pattern: new RegExp(`-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?${wordEnd}`, "iuy"),
    token: (text, position) => literal("number", readNumber(text, position), position),
  },
  { pattern: /[A-Za-z_][\w.]*(?:\/[\w.]+)*/uy, token: readWord },
  { pattern: /@[A-Za-z_]\w*/uy, token: (text, position) => ({ kind: "alias", text, position }) },
  {
    pattern: /\[(?:[^[\]"']|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')*\]/uy,
    token: (text, position) => ({ kind: "array", values: readArray(text, position), position }),
  },
];

const words: ReadonlyMap<string, readonly [LiteralType, boolean | null]> = new Map([
  ["true", ["boolean", true]],
  ["false", ["boolean", false]],
  ["null", ["null", null]],
] as const);

/** Splits the text of a `$filter`; the last token is always `end`. Throws QueryFault. */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let position = 0; position < text.length;) {
    const { length, token } = readToken(text, position);
    if (token !== undefined) {
      tokens.push(token);
    }
    position += length;
  }
  tokens.push({ kind: "end", position: text.length });
  return tokens;
}

function readToken(text: string, position: number): { length: number; token: Token | undefined } {
  for (const rule of rules) {
    rule.pattern.lastIndex = position;
    const match = rule.pattern.exec(text)?.[0];
    if (match !== undefined) {
      return { length: match.length, token: rule.token(match, position) };
    }
  }
  if (text.charAt(position) === "'") {
    throw new QueryFault("syntax", "There is an unterminated string literal.", position);
  }
  throw new QueryFault("syntax", `Syntax error: character ${JSON.stringify(text.charAt(position))} is not valid.`, position);
}

function readWord(text: string, position: number): Token {
  const [type, value] = words.get(text) ?? [];
  return type === undefined || value === undefined ? { kind: "name", text, position } : literal(type, value, position);
}

function literal(type: LiteralType, value: string | number | boolean | null, position: number): Token {
  return { kind: "literal", type, value, position };
}

function readDateTime(text: string, position: number): string {
  const time = Date.parse(text.toUpperCase());
  readDate(text.slice(0, 10), position);
  if (Number.isNaN(time)) {
    throw new QueryFault("syntax", `'${text}' is not a date and time.`, position);
  }
  return new Date(time).toISOString();
}

function readDate(text: string, position: number): string {
  const time = Date.parse(text);
  // Date.parse takes 30 February for a day of March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new QueryFault("syntax", `'${text}' is not a date.`, position);
  }
  return text;
}

function readNumber(text: string, position: number): number {
  const value = Number(text);
  if (!Number.isFinite(value)) {
    throw new QueryFault("syntax", `The number '${text}' is too large.`, position);
  }
  return value;
}

/** JSON; single quotes are taken for double ones where the text has no double ones, as Dataverse does. */
function readArray(text: string, position: number): readonly (string | number | boolean | null)[] {
  const json = text.includes('"')
    ? text
    : text.replaceAll(/'((?:[^']|'')*)'/gu, (_, inner: string) => JSON.stringify(inner.replaceAll("''", "'")));
  const values = parseJson(json);
  if (!Array.isArray(values) || !values.every((value) => value === null || ["string", "number", "boolean"].includes(typeof value))) {
    throw new QueryFault("syntax", "Invalid JSON. An array of plain values was expected.", position);
  }
  return values;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}
