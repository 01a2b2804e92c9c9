import { isPlainScalar } from "./plain-yaml.ts";

export type RecordKeys = Readonly<Record<string, string | readonly string[]>>;

/** A new record as `pac` writes it: keys in ordinal order, plain where possible, single quotes and `>-` where not, a final line end. */
export function renderRecord(keys: RecordKeys, lineEnd = "\n"): string {
  return Object.keys(keys)
    .toSorted(compareOrdinal)
    .map((key) => renderPair(key, keys[key] ?? "", lineEnd))
    .join("");
}

function renderPair(key: string, value: string | readonly string[], lineEnd: string): string {
  if (typeof value === "string") return `${key}: ${renderScalar(value, { indent: "", lineEnd })}${lineEnd}`;
  if (value.length === 0) return `${key}: []${lineEnd}`;
  return [`${key}:`, ...value.map((item) => `- ${renderScalar(item, { indent: "", lineEnd, oneLine: true })}`), ""].join(lineEnd);
}

export interface ScalarPlace {
  /** White space before the key. */
  readonly indent: string;
  readonly lineEnd: string;
  /** No `>-`, e.g. inside a list. */
  readonly oneLine?: boolean;
}

export function renderScalar(value: string, { indent, lineEnd, oneLine = false }: ScalarPlace): string {
  if (isPlainScalar(value) && !unprintable.test(value)) return value;
  if (!oneLine && value.includes("\n")) {
    const block = renderFolded(value, `${indent}  `, lineEnd);
    if (block !== undefined) return block;
  }
  return renderSingleQuoted(value) ?? renderDoubleQuoted(value);
}

// Control characters, byte order marks and the line breaks of other standards (NEL, LS, PS) are written as escapes.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const unprintable = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\uFEFF]/;

/** undefined: the value does not fit single quotes on one line. */
export function renderSingleQuoted(value: string): string | undefined {
  return unprintable.test(value) ? undefined : `'${value.replaceAll("'", "''")}'`;
}

const shortEscapes: Readonly<Record<string, string>> = { "\n": String.raw`\n`, "\r": String.raw`\r`, "\t": String.raw`\t` };

export function renderDoubleQuoted(value: string): string {
  const escaped = value
    .replaceAll(/["\\]/g, String.raw`\$&`)
    .replaceAll(
      new RegExp(unprintable, "g"),
      (character) => shortEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  return `"${escaped}"`;
}

/** `>-` with its lines; undefined where folding cannot hold the value: edge white space, a carriage return, other control characters. */
export function renderFolded(value: string, indent: string, lineEnd: string): string | undefined {
  const lines = value.split("\n");
  const first = lines[0] ?? "";
  if (first.trimStart() !== first || first === "" || lines.at(-1) === "" || lines.some(isUnfoldable)) return undefined;
  const written: string[] = [">-", indent + first];
  let before = first;
  for (const line of lines.slice(1)) {
    // Between two lines that fold, a line break is an empty line; beside an indented line, and beside an empty one, it is itself.
    if (line !== "" && !line.startsWith(" ") && !before.startsWith(" ")) written.push("");
    written.push(line === "" ? "" : indent + line);
    if (line !== "") before = line;
  }
  return written.join(lineEnd);
}

function isUnfoldable(line: string): boolean {
  return unprintable.test(line) || (line !== "" && line.trim() === "");
}

/** By code unit, as `pac` sorts keys and ids; a language's own order would differ. */
export function compareOrdinal(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
