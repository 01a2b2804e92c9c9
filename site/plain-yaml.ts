/** One mapping of a YAML file: a single record, or an item of a list. */
export interface YamlRecord {
  /** Line on which the record begins, from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string | readonly string[]>>;
}

type MutableValues = Record<string, string | string[]>;

const keyPattern = /^[A-Za-z_][\w.-]*$/;
/** One-line plain scalars that mean the same to every YAML reader; narrower than the standard on purpose. */
const plainPattern = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=\S))(?:[^:#\t\r]|:(?=\S)|(?<=\S)#)*(?<=\S)$/;
const singleQuotedPattern = /^'(?:[^'\r]|'')*'$/;

/** Whether `text` can stand unquoted as a value. */
export function isPlainScalar(text: string): boolean {
  return !text.includes("\n") && plainPattern.test(text);
}

/**
 * Reads the subset of YAML that `pac` writes (flat records or a list of them, plain, single-quoted and `>-` values, lists of scalars),
 * some twenty times faster than a full parser.
 * @returns undefined for anything else: the caller then asks a full parser
 */
export function parsePlainYaml(text: string): YamlRecord[] | undefined {
  if (text === "") return [];
  const lines = splitLines(text);
  if (lines.length === 1 && lines[0] === "[]") return [];
  const isList = lines[0]?.startsWith("- ") ?? false;
  const indent = isList ? 2 : 0;
  const records: YamlRecord[] = [];
  let values: MutableValues = newValues();
  let openKey: string | undefined;
  if (!isList) records.push({ line: 1, values });

  for (let index = 0; index < lines.length; index += 1) {
    const line: string = lines[index] ?? "";
    if (isList) {
      if (line.startsWith("- ")) {
        values = newValues();
        openKey = undefined;
        records.push({ line: index + 1, values });
      } else if (!line.startsWith("  ")) return undefined;
    }
    if (line.startsWith("- ", indent)) {
      const item = parseScalar(line.slice(indent + 2));
      if (item === undefined || openKey === undefined) return undefined;
      const open = values[openKey];
      if (Array.isArray(open)) open.push(item);
      else values[openKey] = [item];
      continue;
    }
    openKey = undefined;
    const colon = line.indexOf(":", indent);
    const key = line.slice(indent, colon);
    if (colon < 0 || !keyPattern.test(key) || values[key] !== undefined) return undefined;
    const raw = line.slice(colon + 1);
    if (raw === "" || raw === " ") {
      values[key] = "";
      openKey = key;
    } else if (!raw.startsWith(" ")) {
      return undefined;
    } else if (raw === " []") {
      values[key] = [];
    } else if (raw === " >-") {
      const folded = parseFolded(lines, index + 1, indent);
      if (folded === undefined) return undefined;
      values[key] = folded.value;
      index = folded.next - 1;
    } else {
      const value = parseScalar(raw.slice(1));
      if (value === undefined) return undefined;
      values[key] = value;
    }
  }
  return records;
}

/** Without a prototype, so that a key such as `constructor` is not mistaken for a value. */
export function newValues(): MutableValues {
  // Object.create is typed as any.
  return Object.create(null) as MutableValues;
}

function splitLines(text: string): string[] {
  const lines = text.split("\n");
  if (text.includes("\r")) {
    for (const [index, line] of lines.entries()) {
      if (line.endsWith("\r")) lines[index] = line.slice(0, -1);
    }
  }
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function parseScalar(raw: string): string | undefined {
  if (plainPattern.test(raw)) return raw;
  if (singleQuotedPattern.test(raw)) return raw.slice(1, -1).replaceAll("''", "'");
  return undefined;
}

/** A `>-` block: lines fold into one, an empty line is a line break, deeper lines stay as they are. */
function parseFolded(lines: readonly string[], start: number, parentIndent: number): { value: string; next: number } | undefined {
  const indent = indentOf(lines[start] ?? "");
  if (indent <= parentIndent) return undefined;
  let value = "";
  let blanks = 0;
  let wasDeeper = false;
  let next = start;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? "";
    if (line === "") {
      blanks += 1;
      continue;
    }
    const depth = indentOf(line);
    if (depth <= parentIndent) break;
    const content = line.slice(indent);
    if (depth < indent || content.trim() === "" || content.startsWith("\t") || content.includes("\r")) return undefined;
    const isDeeper = content.startsWith(" ");
    if (next > start) value += isDeeper || wasDeeper ? "\n".repeat(blanks + 1) : blanks === 0 ? " " : "\n".repeat(blanks);
    value += content;
    blanks = 0;
    wasDeeper = isDeeper;
  }
  return { value, next };
}

function indentOf(line: string): number {
  let indent = 0;
  while (line.charCodeAt(indent) === 32) indent += 1;
  return indent;
}
