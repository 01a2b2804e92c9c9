import { isMap, isScalar, isSeq } from "yaml";
import type { ParsedNode, YAMLMap } from "yaml";
import { UserError } from "../contract/user-error.ts";
import { lineEndAt, lineEndOf, withLineEnd } from "./line-ends.ts";
import { parseAnyYaml, parseRecords, parseYamlDocument, withoutByteOrderMark } from "./parse-records.ts";
import { parsePlainList, type PlainList } from "./plain-list.ts";
import type { YamlRecord } from "./plain-yaml.ts";
import { compareOrdinal } from "./render-record.ts";

/** Replaces `expected` at `offset` by `insert`; the body of a SiteEdit of kind "edit". */
export interface TextEdit {
  readonly offset: number;
  readonly expected: string;
  readonly insert: string;
}

/** Lets `edit` work on a text without its byte order mark, and counts from the whole text again. */
export function behindByteOrderMark(text: string, edit: (body: string) => TextEdit[]): TextEdit[] {
  const body = withoutByteOrderMark(text);
  return edit(body).map((found) => ({ ...found, offset: found.offset + text.length - body.length }));
}

export function applyTextEdit(text: string, { offset, expected, insert }: TextEdit): string {
  if (!text.startsWith(expected, offset)) throw new Error(`The text at offset ${offset} is not what the edit expects.`);
  return text.slice(0, offset) + insert + text.slice(offset + expected.length);
}

/**
 * Appends a block at the end of a template, in the template's own line ends. A template without a final line end
 * (most have none) stays one without: the line end goes before the block.
 */
export function appendMarked(text: string, markedBlock: string): TextEdit {
  const lineEnd = lineEndAt(text, text.length);
  const block = withLineEnd(markedBlock.replace(/[\r\n]+$/, ""), lineEnd);
  const isClosed = /[\r\n]$/.test(text);
  return { offset: text.length, expected: "", insert: text === "" ? block : isClosed ? block + lineEnd : lineEnd + block };
}

/** A record to put into a list: its YAML as renderRecord writes it. */
export interface ListItem {
  readonly id: string;
  readonly yaml: string;
}

/**
 * Inserts a record into a list file such as sitesetting.yml, at its id's place in the order of ids.
 * @param idKey the key that holds each record's id, e.g. `adx_sitesettingid`
 * @throws UserError `yaml-syntax`, `yaml-style` (a list in flow style, or no list)
 */
export function insertListItem(text: string, yaml: string, idKey: string, id: string): TextEdit {
  const [edit] = insertListItems(text, [{ id, yaml }], idKey);
  if (edit === undefined) throw new Error("One item makes one edit.");
  return edit;
}

/** Several at once: one edit for each place, all counted from the text as it is. */
export function insertListItems(text: string, items: readonly ListItem[], idKey: string): TextEdit[] {
  return behindByteOrderMark(text, (body) => insertIntoList(body, items, idKey));
}

function insertIntoList(text: string, items: readonly ListItem[], idKey: string): TextEdit[] {
  const plain = parsePlainList(text);
  if (plain !== undefined) return assertInserted(text, plain.records, sortItems(items), idKey, insertAmongPlain(text, plain, items, idKey));
  const { document } = parseYamlDocument("the list", text);
  const root = document.contents;
  const before = parseAnyYaml("the list", text);
  assertNew(before, items, idKey);
  const sorted = sortItems(items);
  let edits: TextEdit[];
  if (root === null || (isScalar(root) && root.value === "")) edits = [fillEmpty(text, sorted)];
  else if (!isSeq(root)) throw unsupported("the file holds a single record where a list is expected");
  else if (root.flow === true) {
    if (root.items.length > 0) throw unsupported("the list is written in flow style, [a, b]");
    const [start, end] = root.range;
    const lineEnd = lineEndNear(text, start, sorted);
    edits = [
      {
        offset: start,
        expected: text.slice(start, end),
        insert: joinItems(sorted, listStyle("", "  ", lineEnd)) + (end === text.length ? lineEnd : ""),
      },
    ];
  } else edits = insertAmong(text, root.items, before, sorted, idKey);
  return assertInserted(text, before, sorted, idKey, edits);
}

function assertNew(records: readonly YamlRecord[], items: readonly ListItem[], idKey: string): void {
  const known = new Set(records.map((record) => idText(record, idKey)));
  for (const { id } of items) if (known.has(id.toLowerCase())) throw new Error(`The list already holds the record ${id}.`);
}

const sortItems = (items: readonly ListItem[]): ListItem[] =>
  items.toSorted((a, b) => compareOrdinal(a.id.toLowerCase(), b.id.toLowerCase()));

/** As below, where lines alone tell where records begin: a full parser takes seconds for the lists of a large site. */
function insertAmongPlain(text: string, { records, starts, lineEnd }: PlainList, items: readonly ListItem[], idKey: string): TextEdit[] {
  assertNew(records, items, idKey);
  const style = listStyle("", "  ", lineEnd);
  return [...placeItems(records, sortItems(items), idKey)].map(([place, placed]) => {
    const offset = starts[place] ?? text.length;
    // A file without a final line end stays one without.
    const isClosed = offset === 0 || text[offset - 1] === "\n";
    return { offset, expected: "", insert: isClosed ? joinItems(placed, style) + lineEnd : lineEnd + joinItems(placed, style) };
  });
}

/** Items by the index of the record that each goes before. */
function placeItems(records: readonly YamlRecord[], items: readonly ListItem[], idKey: string): Map<number, ListItem[]> {
  const ids = records.map((record) => idText(record, idKey));
  const byPlace = new Map<number, ListItem[]>();
  for (const item of items) {
    const greater = ids.findIndex((id) => compareOrdinal(id, item.id.toLowerCase()) > 0);
    const place = greater < 0 ? records.length : greater;
    byPlace.set(place, [...(byPlace.get(place) ?? []), item]);
  }
  return byPlace;
}

interface ListStyle {
  readonly dash: string;
  readonly indent: string;
  readonly lineEnd: string;
}

function listStyle(beforeDash: string, afterDash: string, lineEnd: string): ListStyle {
  return { dash: `${beforeDash}-${afterDash.slice(1)}`, indent: beforeDash + " ".repeat(afterDash.length), lineEnd };
}

/** Items without a final line end. */
function joinItems(items: readonly ListItem[], { dash, indent, lineEnd }: ListStyle): string {
  return items
    .map(({ yaml }) =>
      yaml
        .replace(/[\r\n]+$/, "")
        .split(/\r\n|\n|\r/)
        .map((line, index) => (index === 0 ? dash + line : line === "" ? "" : indent + line))
        .join(lineEnd),
    )
    .join(lineEnd);
}

/** The file's own line end; for a file of one line that of the records to insert. */
function lineEndNear(text: string, offset: number, items: readonly ListItem[]): string {
  return lineEndOf(text) === undefined ? (lineEndOf(items[0]?.yaml ?? "") ?? "\n") : lineEndAt(text, offset);
}

function fillEmpty(text: string, items: readonly ListItem[]): TextEdit {
  const lineEnd = lineEndNear(text, text.length, items);
  const lead = text === "" || /[\r\n]$/.test(text) ? "" : lineEnd;
  return { offset: text.length, expected: "", insert: lead + joinItems(items, listStyle("", "  ", lineEnd)) + lineEnd };
}

function insertAmong(
  text: string,
  nodes: readonly ParsedNode[],
  before: readonly YamlRecord[],
  items: readonly ListItem[],
  idKey: string,
): TextEdit[] {
  return [...placeItems(before, items, idKey)].map(([place, placed]) => {
    const model = nodes[Math.min(place, nodes.length - 1)];
    if (model === undefined) throw new Error("A list in block style has an item.");
    const dashAt = text.lastIndexOf("-", model.range[0] - 1);
    const lineStart = Math.max(text.lastIndexOf("\n", dashAt), -1) + 1;
    const beforeDash = text.slice(lineStart, dashAt);
    const gap = text.slice(dashAt + 1, model.range[0]);
    if (beforeDash.trim() !== "" || gap.trim() !== "") throw unsupported("the list's dashes do not stand alone before their records");
    const style = listStyle(beforeDash, ` ${/^ +$/.test(gap) ? gap : " "}`, lineEndNear(text, model.range[1], placed));
    if (place === 0) return { offset: dashAt - beforeDash.length, expected: "", insert: joinItems(placed, style) + style.lineEnd };
    const previous = nodes[place - 1];
    const offset = endOfLine(text, previous?.range[1] ?? 0);
    // A file without a final line end stays one without.
    const isClosed = offset > 0 && text[offset - 1] === "\n";
    return { offset, expected: "", insert: isClosed ? joinItems(placed, style) + style.lineEnd : style.lineEnd + joinItems(placed, style) };
  });
}

/** Just behind the line end that follows `offset`, or `offset` itself when it already begins a line. */
export function endOfLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

function assertInserted(
  text: string,
  before: readonly YamlRecord[],
  items: readonly ListItem[],
  idKey: string,
  edits: TextEdit[],
): TextEdit[] {
  let edited = text;
  for (const edit of edits.toSorted((a, b) => b.offset - a.offset)) edited = applyTextEdit(edited, edit);
  const after = parseRecords("the edited list", edited);
  const added = new Set(items.map(({ id }) => id.toLowerCase()));
  const kept = after.filter((record) => !added.has(idText(record, idKey)));
  const isRight =
    after.length === before.length + items.length &&
    JSON.stringify(kept.map(valuesOf)) === JSON.stringify(before.map(valuesOf)) &&
    items.every((item) => holds(after, item, idKey));
  if (!isRight) throw unsupported("a new record would not be read back as it was written");
  return edits;
}

function holds(records: readonly YamlRecord[], item: ListItem, idKey: string): boolean {
  const [wanted] = parseRecords("the new record", item.yaml);
  const found = records.find((record) => idText(record, idKey) === item.id.toLowerCase());
  return wanted !== undefined && found !== undefined && JSON.stringify(found.values) === JSON.stringify(wanted.values);
}

export function valuesOf({ values }: YamlRecord): YamlRecord["values"] {
  return values;
}

function idText(record: YamlRecord, idKey: string): string {
  const id = record.values[idKey];
  return typeof id === "string" ? id.toLowerCase() : "";
}

/** A file written in a way the kit does not edit; nothing is guessed. */
export function unsupported(reason: string): UserError {
  return new UserError("yaml-style", `The kit does not edit YAML written like this: ${reason}.`, {
    exitCode: 1,
    hint: "Download the site again with pac pages download, which writes it in the usual style, or make the change by hand.",
  });
}

/** The records of a document in the order parseAnyYaml gives them; undefined for one that is an alias. */
export function mapsOf(contents: ParsedNode | null): (YAMLMap<ParsedNode, ParsedNode | null> | undefined)[] {
  const nodes = isSeq(contents) ? contents.items : [contents];
  return nodes.map((node) => (isMap(node) ? node : undefined));
}
