import { isAlias, isMap, isScalar, isSeq, parseDocument, stringify, type Document } from "yaml";
import type { FakeValue } from "./records.ts";

export interface YamlItem {
  /** The words of this record alone, with its line end. */
  readonly yaml: string;
  readonly values: Record<string, FakeValue>;
  readonly tangled: boolean;
}

export interface YamlFile {
  readonly isList: boolean;
  readonly items: readonly YamlItem[];
}

/** What pac wrote, or a person: a mapping is one record, a sequence many. Fails on what no YAML parser takes. */
export function parseYamlFile(text: string): YamlFile {
  const firstLine = text.split(/\r?\n/).find((line) => !/^\uFEFF?(?:\s*|#.*|---)$/.test(line)) ?? "";
  if (!/^\uFEFF?-(?:\s|$)/.test(firstLine)) return parseMapping(text);
  const slices = sliceItems(text);
  const tangled = /(?:^|[\s-])[&*]\w/m.test(text);
  if (!tangled) return { isList: true, items: slices.map((yaml) => ({ yaml, values: parseItem(yaml), tangled })) };
  const whole = toValue(parseStrict(text));
  const items = Array.isArray(whole) ? whole : [];
  return { isList: true, items: slices.map((yaml, index) => ({ yaml, values: asRecord(items[index]), tangled })) };
}

function parseMapping(text: string): YamlFile {
  const values = parseSimple(text.split(/\r?\n/)) ?? toValue(parseStrict(text));
  const empty = values === null || values === "" || (Array.isArray(values) && values.length === 0);
  if (empty) return { isList: true, items: [] };
  return { isList: false, items: [{ yaml: text, values: asRecord(values), tangled: false }] };
}

function parseItem(yaml: string): Record<string, FakeValue> {
  const lines = yaml.split(/\r?\n/).map((line, index) => (index === 0 ? line.replace(/^- /, "  ") : line));
  const simple = lines.every((line) => line === "" || line.startsWith("  ")) ? parseSimple(lines.map((line) => line.slice(2))) : undefined;
  if (simple !== undefined) return simple;
  const list = toValue(parseStrict(yaml));
  return asRecord(Array.isArray(list) ? list[0] : undefined);
}

/** Nearly every line of pac's is `key: plain words`; a real parser is for the others only, a download being up to 1,500 files. */
function parseSimple(lines: readonly string[]): Record<string, FakeValue> | undefined {
  const values: Record<string, FakeValue> = {};
  let list: { key: string; ids: string[] } | undefined;
  for (const line of lines) {
    if (line === "") continue;
    const id = /^- ([0-9a-fA-F-]{36})$/.exec(line)?.[1];
    if (id !== undefined && list !== undefined) {
      list.ids.push(id);
      values[list.key] = list.ids;
      continue;
    }
    const pair = /^([A-Za-z_]\w*):(?: (.*))?$/.exec(line);
    const key = pair?.[1];
    const value = pair?.[2];
    if (key === undefined || key in values) return undefined;
    list = undefined;
    if (value === undefined || value === "") {
      list = { key, ids: [] };
      values[key] = null;
    } else if (value === "[]") {
      values[key] = [];
    } else if (isSurelyPlain(value)) {
      values[key] = value;
    } else if (/^'[^']*'$/.test(value)) {
      values[key] = value.slice(1, -1);
    } else {
      return undefined;
    }
  }
  return Object.keys(values).length === 0 ? undefined : values;
}

const isSurelyPlain = (value: string): boolean =>
  /^[\p{L}\p{N}/~<^(.$+]/u.test(value) && !/: |:$| #|\s$|\t/.test(value) && !/\p{Cc}/u.test(value);

/** Cut where a line begins an item; what stands before the first belongs to it. */
function sliceItems(text: string): string[] {
  const starts = [...text.matchAll(/^-(?=\s|$)/gm)].map(({ index }) => index);
  return starts.map((start, at) => text.slice(at === 0 ? 0 : start, starts[at + 1] ?? text.length));
}

function parseStrict(text: string): Document {
  const document = parseDocument(text, { schema: "failsafe", uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return document;
}

/** The failsafe schema knows no null: `key: ` and `key: ''` are told apart by how they are written. */
function toValue(document: Document): FakeValue {
  const read = (node: unknown): FakeValue => {
    if (isAlias(node)) return read(node.resolve(document));
    if (isScalar(node)) return node.type === "PLAIN" && node.value === "" ? null : String(node.value);
    if (isSeq(node)) return node.items.map(read);
    if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : "", read(value)]));
    return null;
  };
  return read(document.contents);
}

function asRecord(value: FakeValue | undefined): Record<string, FakeValue> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("expected a mapping of keys to values");
  // Not an array and not null: what is left of FakeValue is the mapping.
  return { ...(value as Record<string, FakeValue>) };
}

/** Pac's own hand: no document marks, lists at the offset of their key, `>-` for texts of many lines, quotes only where YAML needs them. */
export function renderMapping(values: Readonly<Record<string, FakeValue>>, order: readonly string[]): string {
  return order.map((key) => renderPair(key, values[key] ?? null)).join("");
}

export function renderItem(values: Readonly<Record<string, FakeValue>>, order: readonly string[]): string {
  return indentItem(renderMapping(values, order));
}

const indentItem = (mapping: string): string =>
  mapping
    .split("\n")
    .map((line, index) => (index === 0 ? `- ${line}` : line === "" ? "" : `  ${line}`))
    .join("\n");

function renderPair(key: string, value: FakeValue): string {
  if (value === null) return `${key}: \n`;
  if (typeof value === "string") return value.includes("\n") ? renderFolded(key, value) : `${key}: ${renderScalar(value)}\n`;
  if (isList(value)) return value.length === 0 ? `${key}: []\n` : `${key}:\n${value.map(renderListItem).join("")}`;
  return `${key}:\n${indent(renderMapping(value, Object.keys(value)))}`;
}

// Array.isArray does not narrow a readonly array.
const isList = (value: FakeValue): value is readonly FakeValue[] => Array.isArray(value);

function renderListItem(item: FakeValue): string {
  if (typeof item === "string") return `- ${item.includes("\n") ? JSON.stringify(item) : renderScalar(item)}\n`;
  if (item === null) return "- \n";
  if (isList(item)) return `- ${JSON.stringify(item)}\n`;
  return renderItem(item, Object.keys(item));
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, "  ");

function renderFolded(key: string, value: string): string {
  if (/[\r\t]|[^\S\n]\n|\n$|^\s/.test(value)) return `${key}: ${JSON.stringify(value)}\n`;
  return stringify(
    { [key]: value },
    { schema: "failsafe", lineWidth: 0, blockQuote: "folded", defaultStringType: "BLOCK_FOLDED", defaultKeyType: "PLAIN" },
  );
}

function renderScalar(value: string): string {
  if (value === "") return "''";
  if (isSurelyPlain(value)) return value;
  if (/\p{Cc}/u.test(value)) return JSON.stringify(value);
  const plain = parseDocument(`key: ${value}\n`, { schema: "failsafe" });
  if (plain.errors.length === 0 && plain.warnings.length === 0 && plain.get("key") === value) return value;
  return `'${value.replaceAll("'", "''")}'`;
}
