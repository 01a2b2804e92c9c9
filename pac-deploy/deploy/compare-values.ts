import { textColumnNames, withoutPrefix } from "./record-tables.ts";
import type { DeployedValue } from "./site-records.ts";

type Value = DeployedValue | undefined;

/**
 * Absent, `null`, `""` and an empty list mean the same to an upload: it carries none of them. Which of them a download writes differs between the data models and between
 * versions of `pac`.
 */
export function isBlank(value: Value): boolean {
  return value === undefined || value === null || value.length === 0;
}

/**
 * Whether two values mean the same. Line ends as Git changes them on a check-out (CR LF for LF) do not count, so that a folder on Windows is not a changed site; a lone CR does,
 * since nothing changes it by itself. Of a column that is no text, `True` is `true` (the two data models write it differently), a GUID has no case, a moment is the same with
 * more zeros, and a list is a set. Of texts (settings and snippets above all) every letter counts.
 */
export function isSameValue(key: string, a: Value, b: Value): boolean {
  if (a === b) return true;
  return meaningOf(key, a) === meaningOf(key, b);
}

function meaningOf(key: string, value: Value): string {
  if (isBlank(value) || value === undefined || value === null) return "";
  if (typeof value !== "string") return [...new Set(value.map(meaningOfItem))].toSorted().join("\n");
  const text = value.replaceAll("\r\n", "\n");
  return textColumnNames.has(withoutPrefix(key)) ? text : meaningOfItem(text);
}

const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const momentPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d*?)0*)?Z$/;

/** An item of a list, or a value of a column that is no text. */
export function meaningOfItem(text: string): string {
  if (guidPattern.test(text) || /^(?:true|false)$/i.test(text)) return text.toLowerCase();
  const moment = momentPattern.exec(text);
  if (moment === null) return text;
  const [, seconds = "", fraction = ""] = moment;
  return `${seconds}.${fraction}Z`;
}

export const itemsOf = (value: Value): readonly string[] =>
  isBlank(value) || value === undefined || value === null ? [] : typeof value === "string" ? [value] : value;

/** What of `items` is not among `others`. */
export function without(items: readonly string[], ...others: readonly (readonly string[])[]): string[] {
  const known = new Set(others.flat().map(meaningOfItem));
  return items.filter((item) => !known.has(meaningOfItem(item)));
}
