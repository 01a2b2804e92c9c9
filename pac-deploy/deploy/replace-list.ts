import { isMap, isScalar } from "yaml";
import { applyTextEdit, behindByteOrderMark, mapsOf, unsupported, type TextEdit } from "../../site/edit-text.ts";
import { lineEndAt } from "../../site/line-ends.ts";
import { parseAnyYaml, parseYamlDocument } from "../../site/parse-records.ts";
import type { YamlRecord } from "../../site/plain-yaml.ts";
import { compareOrdinal, renderScalar } from "../../site/render-record.ts";
import { replaceScalar } from "../../site/replace-scalar.ts";

export interface ListPlace {
  readonly id: string;
  /** The key that holds each record's id. */
  readonly idKey: string;
  /** The key of the list. */
  readonly key: string;
}

/**
 * A file's text in which one list of one record (web roles, rights) has other items; every other byte stays. The result is read back before it is returned.
 * @throws UserError `yaml-syntax`, `yaml-style`
 */
export function replaceList(text: string, place: ListPlace, items: readonly string[]): string {
  const before = parseAnyYaml("the record", text);
  const index = findRecord(before, place);
  const isThere = Object.hasOwn(before[index]?.values ?? {}, place.key);
  // The value does not matter: it gives the key its place, and is replaced at once.
  const keyed = isThere ? text : applyTextEdit(text, replaceScalar(text, place.id, place.key, "x"));
  const edited = behindByteOrderMark(keyed, (body) => [editIn(body, index, place, items)]).reduce(applyTextEdit, keyed);
  const expected = before.map((record, at) => sorted(at === index ? { ...record.values, [place.key]: items } : record.values));
  const found = parseAnyYaml("the edited record", edited).map(({ values }) => sorted(values));
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw unsupported(`the list ${place.key} would not be read back as it was written`);
  return edited;
}

function findRecord(records: readonly YamlRecord[], { id, idKey }: ListPlace): number {
  const index = records.findIndex(({ values }) => String(values[idKey]).toLowerCase() === id);
  if (index < 0) throw new Error(`The file holds no record ${id}.`);
  return index;
}

function editIn(text: string, index: number, { key }: ListPlace, items: readonly string[]): TextEdit {
  const { document } = parseYamlDocument("the record", text);
  const map = mapsOf(document.contents)[index];
  const pair = map?.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (map === undefined || map.flow === true || pair === undefined)
    throw unsupported("the record is written in flow style, or is an alias");
  if (isMap(pair.value)) throw unsupported(`${key} is no list`);
  const [keyStart, keyEnd] = pair.key.range;
  const offset = text.indexOf(":", keyEnd) + 1;
  const lineEnd = lineEndAt(text, offset);
  const indent = " ".repeat(keyStart - Math.max(text.lastIndexOf("\n", keyStart - 1), text.lastIndexOf("\r", keyStart - 1)) - 1);
  const old = text.slice(offset, Math.max(offset, pair.value?.range[1] ?? offset)).trimEnd();
  // Blanks between an empty value and its line end belong to it.
  const blanks = /^[ \t]*/.exec(text.slice(offset + old.length))?.[0] ?? "";
  const lines = items.map((item) => `${lineEnd}${indent}- ${renderScalar(item, { indent, lineEnd, oneLine: true })}`);
  return { offset, expected: old + blanks, insert: lines.join("") };
}

const sorted = (values: YamlRecord["values"]): unknown => Object.entries(values).toSorted(([a], [b]) => compareOrdinal(a, b));
