/** What a path below the service root asks for. Syntax only: whether a name is an entity set, a function, a column or a navigation property, the schema says. */
export type ResourcePath =
  /** Nothing: the service document. */
  | { readonly kind: "service" }
  | { readonly kind: "metadata" }
  | { readonly kind: "batch" }
  | CollectionPath
  | { readonly kind: "count"; readonly entitySet: string }
  | RowPath
  | PartPath
  /** One that a key in a URL cannot carry, although the values of a key may hold it. */
  | { readonly kind: "forbidden-character"; readonly character: string }
  | { readonly kind: "malformed"; readonly segment: string };

export interface CollectionPath {
  readonly kind: "collection";
  readonly entitySet: string;
}

export type RowPath =
  | { readonly kind: "row"; readonly entitySet: string; readonly id: string; readonly partitionId?: string }
  /** `contacts(emailaddress1='…')`, and `Name(a=1,b=@p)` or `Name()` where the name is a function's. */
  | { readonly kind: "alternate-key"; readonly entitySet: string; readonly key: readonly NamedValue[] };

/** `contacts(<id>)/firstname`, `.../$value`, `.../<navigation>(<id>)/$ref`, `.../Microsoft.Dynamics.CRM.<function>(...)`. */
export interface PartPath {
  readonly kind: "part";
  readonly entitySet: string;
  readonly of: RowPath | CollectionPath;
  /** At least one. */
  readonly steps: readonly PathStep[];
  readonly end: PathEnd | undefined;
}

export interface PathStep {
  readonly name: string;
  /** What stands in its parentheses; undefined: it has none. */
  readonly key:
    { readonly kind: "id"; readonly id: string } | { readonly kind: "named"; readonly values: readonly NamedValue[] } | undefined;
}

const pathEnds = ["$ref", "$count", "$value"] as const;
export type PathEnd = (typeof pathEnds)[number];

export interface NamedValue {
  readonly name: string;
  readonly value: PathLiteral;
}

export type PathLiteral =
  | { readonly kind: "string" | "guid"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" }
  /** `@p1`: its value is the query option of that name. */
  | { readonly kind: "alias"; readonly name: string }
  /** Dates, lists, JSON: for whoever knows the type. */
  | { readonly kind: "other"; readonly text: string };

const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/**
 * Values with these cannot be named in a URL: https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
 * `/` is told apart from a separator only between quotes, where it is forbidden too.
 */
const forbiddenPattern = /[<>*%&:\\?+]/u;

export interface PathOptions {
  /** An address inside a body passes no web server's filter. */
  readonly takesAnyCharacter: boolean;
}

/** Reads a path below the service root, without its leading slash, still percent-encoded. */
export function parsePath(encoded: string, { takesAnyCharacter }: PathOptions = { takesAnyCharacter: false }): ResourcePath {
  const path = decode(encoded);
  if (path === undefined) {
    return { kind: "malformed", segment: encoded };
  }
  if (path === "" || path === "/") return { kind: "service" };
  if (path === "$metadata") return { kind: "metadata" };
  if (path === "$batch") return { kind: "batch" };
  const forbidden = takesAnyCharacter ? undefined : forbiddenPattern.exec(path)?.[0];
  if (forbidden !== undefined) return { kind: "forbidden-character", character: forbidden };
  const segments = splitOutside(path.replace(/\/$/u, ""), "/");
  if (segments === undefined) return { kind: "malformed", segment: path.split("/")[0] ?? path };
  if (!takesAnyCharacter && segments.some((segment) => (segment.match(/'(?:[^']|'')*'/gu) ?? []).some((text) => text.includes("/"))))
    return { kind: "forbidden-character", character: "/" };
  const steps: PathStep[] = [];
  const [first = "", ...rest] = segments;
  const last = pathEnds.find((end) => end === rest.at(-1));
  for (const segment of [first, ...(last === undefined ? rest : rest.slice(0, -1))]) {
    const step = parseStep(segment);
    if (step === undefined) return { kind: "malformed", segment };
    steps.push(step);
  }
  return joinSteps(steps, last) ?? { kind: "malformed", segment: rest.at(-1) ?? first };
}

export function isGuid(text: string): boolean {
  return guidPattern.test(text);
}

/** A value as a URL writes it, between the parentheses of a key or in a query option. */
export function parseLiteral(text: string): PathLiteral {
  const quoted = /^'((?:[^']|'')*)'$/su.exec(text)?.[1];
  if (quoted !== undefined) return { kind: "string", value: quoted.replaceAll("''", "'") };
  if (isGuid(text)) return { kind: "guid", value: text.toLowerCase() };
  if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu.test(text) && Number.isFinite(Number(text))) return { kind: "number", value: Number(text) };
  if (text === "true" || text === "false") return { kind: "boolean", value: text === "true" };
  if (text === "null") return { kind: "null" };
  if (/^@\w+$/u.test(text)) return { kind: "alias", name: text };
  return { kind: "other", text };
}

function joinSteps([first, ...steps]: readonly PathStep[], end: PathEnd | undefined): ResourcePath | undefined {
  if (first === undefined || first.name.includes(".")) return undefined;
  const entitySet = first.name;
  const of: RowPath | CollectionPath =
    first.key === undefined
      ? { kind: "collection", entitySet }
      : first.key.kind === "id"
        ? { kind: "row", entitySet, id: first.key.id }
        : (findPartition(entitySet, first.key.values) ?? { kind: "alternate-key", entitySet, key: first.key.values });
  if (steps.length > 0) return { kind: "part", entitySet, of, steps, end };
  if (end === "$count" && of.kind === "collection") return { kind: "count", entitySet };
  // `contacts(<id>)/$ref` is the address of a row, which nothing asks for; `contacts/$ref` likewise.
  return end === undefined ? of : undefined;
}

/** The key of an elastic table's row: `set(<primary id>=<id>,partitionid='…')`. */
function findPartition(entitySet: string, values: readonly NamedValue[]): RowPath | undefined {
  const id = values.find(({ value }) => value.kind === "guid")?.value;
  const partition = values.find(({ name }) => name === "partitionid")?.value;
  return values.length === 2 && id?.kind === "guid" && partition?.kind === "string"
    ? { kind: "row", entitySet, id: id.value, partitionId: partition.value }
    : undefined;
}

function parseStep(segment: string): PathStep | undefined {
  const [, name, inside] = /^([A-Za-z_][\w.]*)(?:\((.*)\))?$/su.exec(segment) ?? [];
  if (name === undefined) return undefined;
  if (inside === undefined) return { name, key: undefined };
  const text = inside.trim();
  if (isGuid(text)) return { name, key: { kind: "id", id: text.toLowerCase() } };
  const values = parseNamedValues(text);
  return values === undefined ? undefined : { name, key: { kind: "named", values } };
}

function parseNamedValues(text: string): readonly NamedValue[] | undefined {
  if (text === "") return [];
  const values = splitOutside(text, ",")?.map((part): NamedValue | undefined => {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.+?)\s*$/su.exec(part) ?? [];
    return name === undefined || value === undefined ? undefined : { name, value: parseLiteral(value) };
  });
  const found = values?.filter((value) => value !== undefined);
  const isSound =
    found?.length === values?.length && found?.every(({ value }) => value.kind !== "other" || isOtherLiteral(value.text)) === true;
  return isSound && new Set(found?.map(({ name }) => name)).size === found?.length ? found : undefined;
}

/** Lists, objects, dates and enumeration values, e.g. `Microsoft.Dynamics.CRM.EndpointAccessType'Default'`. */
function isOtherLiteral(text: string): boolean {
  return /^[\w.]+'[^']*'$/u.test(text) || !/^'|'$/u.test(text);
}

/** Splits where quotes, brackets and parentheses are closed; undefined: one is not. */
function splitOutside(text: string, separator: "/" | ","): string[] | undefined {
  const parts = [""];
  let depth = 0;
  let isQuoted = false;
  for (const character of text) {
    if (character === "'") isQuoted = !isQuoted;
    if (!isQuoted && "([{".includes(character)) depth += 1;
    if (!isQuoted && ")]}".includes(character)) depth -= 1;
    if (depth < 0) return undefined;
    if (character === separator && depth === 0 && !isQuoted) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return isQuoted || depth !== 0 ? undefined : parts;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) {
      return undefined;
    }
    throw error;
  }
}
