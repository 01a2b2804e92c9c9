import { UserError } from "../../contract/user-error.ts";
import { unsupported } from "../../site/edit-text.ts";
import { parseRecords } from "../../site/parse-records.ts";
import type { YamlRecord } from "../../site/plain-yaml.ts";
import { renderRecord } from "../../site/render-record.ts";

/** Whether a file holds a list of records, and not a single one. */
export const isListText = (text: string): boolean => /^\uFEFF?(?:[ \t]*\r?\n)*\s*- /.test(text) || /^\uFEFF?\s*\[/.test(text);

/** The YAML of one record of a list, as it stands there but for its dash and indentation. */
export function takeItem(path: string, text: string, isWanted: (record: YamlRecord) => boolean): string {
  const records = parseRecords(path, text);
  const index = records.findIndex(isWanted);
  const record = records[index];
  if (record === undefined) throw new Error(`${path} does not hold the record.`);
  const lines = linesOf(text, record, records[index + 1]);
  const lead = /^\s*- */.exec(lines[0] ?? "")?.[0].length ?? 0;
  const yaml = `${lines.map((line) => line.slice(lead)).join("\n")}\n`;
  // Its anchors may stand in other records, or its lines may be indented in another way: then it is written anew.
  return isSame(yaml, record) ? yaml : renderRecord(record.values);
}

function isSame(yaml: string, record: YamlRecord): boolean {
  try {
    const [found, ...others] = parseRecords("the record", yaml);
    return others.length === 0 && JSON.stringify(found?.values) === JSON.stringify(record.values);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function linesOf(text: string, record: YamlRecord, next: YamlRecord | undefined): string[] {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .slice(record.line - 1, next === undefined ? undefined : next.line - 1);
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/**
 * A list without some of its records; every other byte stays. "" once none is left.
 * @throws UserError `yaml-syntax`, `yaml-style`
 */
export function removeItems(path: string, text: string, isGone: (record: YamlRecord) => boolean): string {
  const before = parseRecords(path, text);
  const kept = before.filter((record) => !isGone(record));
  if (kept.length === before.length) return text;
  if (kept.length === 0) return "";
  // The reader counts lines by their LF.
  const lines = text.split(/(?<=\n)/);
  const edited = before
    .flatMap((record, index) => {
      const isFirst = index === 0;
      const piece = lines.slice(isFirst ? 0 : record.line - 1, (before[index + 1]?.line ?? lines.length + 1) - 1);
      return isGone(record) ? piece.slice(0, isFirst ? record.line - 1 : 0) : piece;
    })
    .join("");
  const after = parseRecords(path, edited);
  const values = (records: readonly YamlRecord[]): string => JSON.stringify(records.map((record) => record.values));
  if (values(after) !== values(kept)) throw unsupported(`${path} would not be read back as it was written`);
  return edited;
}
