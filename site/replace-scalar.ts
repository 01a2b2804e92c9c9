import { isAlias, isScalar, visit } from "yaml";
import type { Pair, ParsedNode, YAMLMap } from "yaml";
import { UserError } from "../contract/user-error.ts";
import { applyTextEdit, behindByteOrderMark, endOfLine, mapsOf, unsupported, valuesOf } from "./edit-text.ts";
import type { TextEdit } from "./edit-text.ts";
import { lineEndAt } from "./line-ends.ts";
import { parseAnyYaml, parseYamlDocument } from "./parse-records.ts";
import { parsePlainList } from "./plain-list.ts";
import type { YamlRecord } from "./plain-yaml.ts";
import { compareOrdinal, renderDoubleQuoted, renderFolded, renderScalar, renderSingleQuoted } from "./render-record.ts";

type YamlMap = YAMLMap<ParsedNode, ParsedNode | null>;
type YamlPair = Pair<ParsedNode, ParsedNode | null>;

/**
 * Sets one key of one record to a new text, in the quoting the file uses there; a missing key goes to its place in ordinal order.
 * Every other byte stays. The result is read back before it is returned.
 * @param id the record's id; which key holds it is found out from the file
 * @throws UserError `yaml-syntax`, `yaml-style` (anchored or nested value, or nothing that reads back right)
 */
export function replaceScalar(text: string, id: string, key: string, newValue: string): TextEdit {
  const [edit] = behindByteOrderMark(text, (body) => [replaceInPlain(body, id, key, newValue) ?? replaceIn(body, id, key, newValue)]);
  if (edit === undefined) throw new Error("One value makes one edit.");
  return edit;
}

/** Where lines alone tell records apart, the record's own lines are all that a full parser has to read. undefined: they do not. */
function replaceInPlain(text: string, id: string, key: string, newValue: string): TextEdit | undefined {
  const list = parsePlainList(text);
  if (list === undefined) return undefined;
  const index = findRecord(list.records, id.toLowerCase());
  const start = list.starts[index];
  const own = text.slice(start, list.starts[index + 1]);
  // A record of one line without its end does not say which line end its file has.
  if (start === undefined || !own.includes("\n")) return undefined;
  const edit = replaceIn(own, id, key, newValue);
  return { ...edit, offset: start + edit.offset };
}

function replaceIn(text: string, id: string, key: string, newValue: string): TextEdit {
  const { document } = parseYamlDocument("the record", text);
  const before = parseAnyYaml("the record", text);
  const index = findRecord(before, id.toLowerCase());
  const map = mapsOf(document.contents)[index];
  if (map === undefined || map.flow === true) throw unsupported("the record is written in flow style, or is an alias");
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  const aliased = new Set<string>();
  visit(document, { Alias: (_key, { source }) => void aliased.add(source) });
  if (pair !== undefined && isScalar(pair.value) && aliased.has(pair.value.anchor ?? ""))
    throw unsupported(`the value of ${key} is anchored, so other values would change with it`);

  const candidates = pair === undefined ? insertKey(text, map, key, newValue) : replaceValue(text, pair, newValue);
  const expected = before.map((record, at) => (at === index ? withKey(record, key, newValue) : sorted(record)));
  const edit = candidates.find((candidate) => readsBack(applyTextEdit(text, candidate), expected));
  if (edit === undefined) throw unsupported(`the new value of ${key} would not be read back as it was written`);
  return edit;
}

/** The record that holds the id under a key that tells the records apart: a parent's id may stand in other records too. */
function findRecord(records: readonly YamlRecord[], id: string): number {
  const found: { index: number; key: string }[] = [];
  for (const [index, { values }] of records.entries()) {
    for (const [key, value] of Object.entries(values))
      if (typeof value === "string" && value.toLowerCase() === id) found.push({ index, key });
  }
  const indexes = new Set(found.map(({ index }) => index));
  const [only] = indexes;
  if (indexes.size === 1 && only !== undefined) return only;
  const own = found.filter(({ key }) => new Set(records.map(({ values }) => values[key])).size === records.length);
  const [first] = own;
  if (first === undefined || own.some(({ index }) => index !== first.index))
    throw new Error(`The file holds ${found.length === 0 ? "no" : "more than one"} record ${id}.`);
  return first.index;
}

function replaceValue(text: string, pair: YamlPair, newValue: string): TextEdit[] {
  const { key, value } = pair;
  const colon = text.indexOf(":", key.range[1]);
  if (colon < 0) throw unsupported("a key without a colon");
  const indent = indentOf(text, key.range[0]);
  const lineEnd = lineEndAt(text, colon);
  if (value === null || (isScalar(value) && value.range[0] === value.range[1])) {
    const hasSpace = text[colon + 1] === " ";
    const offset = hasSpace ? colon + 2 : colon + 1;
    const isCommented = /^[ \t]*#/.test(text.slice(offset));
    return styles(newValue, undefined, indent, lineEnd).map((scalar) => ({
      offset,
      expected: "",
      insert: (hasSpace ? "" : " ") + scalar + (isCommented ? " " : ""),
    }));
  }
  if (!isScalar(value) && !isAlias(value)) throw unsupported("the value is not a single text");
  const [start, end] = value.range;
  if (!isScalar(value) || value.type === undefined || !value.type.startsWith("BLOCK_")) {
    return styles(newValue, isScalar(value) ? value.type : undefined, indent, lineEnd).map((scalar) => ({
      offset: start,
      expected: text.slice(start, end),
      insert: scalar,
    }));
  }
  // A block's range holds the line ends behind it; they stay.
  const body = text.slice(start, end).replace(/[\r\n]+$/, "");
  const blockIndent = /\n( +)\S/.exec(body)?.[1] ?? `${indent}  `;
  const header = /^[|>][-+0-9]*[^\r\n]*/.exec(body)?.[0] ?? "";
  const folded = header === ">-" ? renderFolded(newValue, blockIndent, lineEnd) : undefined;
  return [...(folded === undefined ? [] : [folded]), ...styles(newValue, undefined, indent, lineEnd)].map((scalar) => ({
    offset: start,
    expected: body,
    insert: scalar,
  }));
}

/** Ways to write a value, the file's own first. */
function styles(value: string, own: string | undefined, indent: string, lineEnd: string): string[] {
  const usual = renderScalar(value, { indent, lineEnd });
  const single = renderSingleQuoted(value);
  const double = renderDoubleQuoted(value);
  const first = own === "QUOTE_SINGLE" ? single : own === "QUOTE_DOUBLE" ? double : undefined;
  return [first, usual, single, double].filter((scalar) => scalar !== undefined);
}

function insertKey(text: string, map: YamlMap, key: string, newValue: string): TextEdit[] {
  const next = map.items.find((pair) => compareOrdinal(keyOf(pair), key) > 0);
  const model = next ?? map.items.at(-1);
  if (model === undefined) throw unsupported("the record is empty");
  const indent = indentOf(text, model.key.range[0]);
  const lineEnd = lineEndAt(text, model.key.range[1]);
  return styles(newValue, undefined, indent, lineEnd).map((scalar) => {
    const pair = `${key}: ${scalar}`;
    if (next !== undefined) return { offset: next.key.range[0], expected: "", insert: pair + lineEnd + indent };
    const offset = endOfLine(text, model.value?.range[1] ?? model.key.range[1]);
    const isClosed = text[offset - 1] === "\n";
    return { offset, expected: "", insert: isClosed ? indent + pair + lineEnd : lineEnd + indent + pair };
  });
}

function keyOf({ key }: YamlPair): string {
  return isScalar(key) ? String(key.value) : "";
}

/** White space as wide as what stands before the key, the dash of its list item included. */
function indentOf(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return " ".repeat(text.slice(lineStart, offset).length);
}

function withKey(record: YamlRecord, key: string, value: string): unknown {
  return sorted({ ...record, values: { ...record.values, [key]: value } });
}

function sorted(record: YamlRecord): unknown {
  return Object.entries(valuesOf(record)).toSorted(([a], [b]) => compareOrdinal(a, b));
}

function readsBack(text: string, expected: readonly unknown[]): boolean {
  try {
    return JSON.stringify(parseAnyYaml("the edited record", text).map(sorted)) === JSON.stringify(expected);
  } catch (error) {
    // Not readable: this way of writing the value does not work here; the caller tries the next.
    if (error instanceof UserError) return false;
    throw error;
  }
}
