import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document, Node, ParsedNode, YAMLMap } from "yaml";
import { UserError } from "../contract/user-error.ts";
import { newValues, parsePlainYaml } from "./plain-yaml.ts";
import type { YamlRecord } from "./plain-yaml.ts";

/**
 * The records of a YAML file, every scalar as text: one for a mapping, one per item for a list, none for an empty file.
 * @throws UserError `yaml-syntax` with line and column
 */
export function parseRecords(path: string, text: string): YamlRecord[] {
  return parsePlainYaml(withoutByteOrderMark(text)) ?? parseAnyYaml(path, text);
}

export type RecordParser = typeof parseRecords;

/** As `parseRecords`, for files that are read again and again: what has not changed since is not parsed anew. */
export function createRecordParser(): RecordParser {
  const known = new Map<string, { readonly text: string; readonly records: YamlRecord[] }>();
  return (path, text) => {
    const former = known.get(path);
    if (former?.text === text) return former.records;
    const records = parseRecords(path, text);
    known.set(path, { text, records });
    return records;
  };
}

/** The same through a full YAML parser: anchors, flow style, double quotes, comments. */
export function parseAnyYaml(path: string, text: string): YamlRecord[] {
  const { document, lines } = parseYamlDocument(path, text);
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === "")) return [];
  const nodes = isSeq(root) ? root.items : [root];
  return nodes.map((node) => {
    const target = isAlias(node) ? node.resolve(document) : node;
    const { line, col } = lines.linePos(node.range[0]);
    const refuse = (reason: string): UserError => yamlError(path, line, col, reason);
    // Without a type argument isMap narrows to unknown keys; a parsed document holds nodes only.
    if (isMap(target)) return { line, values: readValues(target as YAMLMap<ParsedNode, ParsedNode | null>, { document, refuse }) };
    throw yamlError(path, line, col, "expected a record (key: value) or a list of records");
  });
}

/** The parser takes the mark for a column of indentation, so that a list behind it does not parse. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/**
 * The document of a YAML file with its positions, counted without a byte order mark; the failsafe schema leaves `true`, `404` and dates as text.
 * @throws UserError `yaml-syntax`
 */
export function parseYamlDocument(path: string, text: string): { document: Document.Parsed; lines: LineCounter } {
  const body = withoutByteOrderMark(text);
  const lines = new LineCounter();
  const document = parseDocument(body, { schema: "failsafe", lineCounter: lines, prettyErrors: false });
  // A plain value may begin with `%` in files people have; the parser complains and reads it right.
  const error = document.errors.find(({ code, pos }) => !(code === "BAD_SCALAR_START" && body[pos[0]] === "%"));
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw yamlError(path, line, col, error.message);
  }
  return { document, lines };
}

function yamlError(path: string, line: number, column: number, reason: string): UserError {
  return new UserError("yaml-syntax", `${path} line ${line}, column ${column} is not readable YAML: ${reason}.`, {
    exitCode: 1,
    place: { path, line, column },
    hint: "Correct the file, or download the site again with pac pages download.",
  });
}

interface Reading {
  readonly document: Document.Parsed;
  /** The refusal of the record being read. */
  readonly refuse: (reason: string) => UserError;
}

function readValues(map: YAMLMap<ParsedNode, ParsedNode | null>, reading: Reading): YamlRecord["values"] {
  const { document } = reading;
  const values = newValues();
  for (const { key, value } of map.items) {
    const node = isAlias(value) ? value.resolve(document) : value;
    const name = readScalar(key, reading);
    if (isSeq(node))
      values[name] = node.items.map((item) => readScalar(item as Node, reading)); // items of a parsed list are nodes
    else values[name] = readScalar(node ?? null, reading);
  }
  return values;
}

/** Half a character, which an escape sequence can write and no address, file or answer can hold. */
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** A value that is neither text nor a list of texts is kept as JSON: no record needs it, and none is lost. */
function readScalar(node: Node | null, { document, refuse }: Reading): string {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (target === null || target === undefined) return "";
  // The failsafe schema reads every scalar as text; an empty one may be null.
  if (isScalar(target)) return typeof target.value === "string" ? target.value.replaceAll(loneSurrogate, "\uFFFD") : "";
  try {
    return JSON.stringify(target.toJS(document, { maxAliasCount: 100 }));
  } catch (error) {
    // Aliases may stand for themselves, or for more than memory holds.
    throw refuse(
      `a value has no end or too many parts (${error instanceof Error ? error.message.split("\n", 1).join("") : String(error)})`,
    );
  }
}
