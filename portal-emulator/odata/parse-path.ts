/** What a path below the service root asks for. */
export type ResourcePath =
  | { readonly kind: "collection"; readonly entitySet: string }
  | { readonly kind: "count"; readonly entitySet: string }
  | { readonly kind: "row"; readonly entitySet: string; readonly id: string; readonly partitionId?: string }
  /** `contacts(emailaddress1='…')` */
  | { readonly kind: "alternate-key"; readonly entitySet: string }
  /** `contacts(<id>)/firstname`, `.../$ref`, `.../$value` */
  | { readonly kind: "property"; readonly entitySet: string; readonly rest: string }
  | { readonly kind: "batch" }
  | { readonly kind: "malformed"; readonly segment: string };

const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** Reads a path below the service root, without its leading slash, still percent-encoded. */
export function parsePath(encoded: string): ResourcePath {
  const path = decode(encoded);
  if (path === undefined) {
    return { kind: "malformed", segment: encoded };
  }
  if (path === "$batch") {
    return { kind: "batch" };
  }
  const match = /^([A-Za-z_]\w*)(?:\((.*?)\))?(?:\/(.*))?$/su.exec(path);
  const [, entitySet, key, rest] = match ?? [];
  if (entitySet === undefined) {
    return { kind: "malformed", segment: path.split("/")[0] ?? path };
  }
  if (key === undefined) {
    if (rest === "$count") {
      return { kind: "count", entitySet };
    }
    return rest === undefined || rest === "" ? { kind: "collection", entitySet } : { kind: "malformed", segment: rest };
  }
  const row = parseKey(entitySet, key);
  return row.kind === "malformed" || rest === undefined || rest === "" ? row : { kind: "property", entitySet, rest };
}

function parseKey(entitySet: string, key: string): ResourcePath {
  const text = key.trim();
  if (isGuid(text)) {
    return { kind: "row", entitySet, id: text.toLowerCase() };
  }
  const parts = text.split(",").map((part) => /^\s*(\w+)=(.*)$/su.exec(part));
  const pairs = parts.flatMap((part) => (part === null ? [] : [[part[1] ?? "", part[2] ?? ""] as const]));
  if (pairs.length === 0 || pairs.length < parts.length) {
    return { kind: "malformed", segment: `${entitySet}(${key})` };
  }
  const id = pairs.find(([, value]) => isGuid(value))?.[1];
  const partition = pairs.find(([name]) => name === "partitionid")?.[1];
  const quoted = partition === undefined ? null : /^'((?:[^']|'')*)'$/u.exec(partition);
  if (pairs.length === 2 && id !== undefined && quoted !== null) {
    return { kind: "row", entitySet, id: id.toLowerCase(), partitionId: (quoted[1] ?? "").replaceAll("''", "'") };
  }
  return { kind: "alternate-key", entitySet };
}

export function isGuid(text: string): boolean {
  return guidPattern.test(text);
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
