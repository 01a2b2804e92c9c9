import { isMap, isScalar, isSeq } from "yaml";
import { applyTextEdit, endOfLine, insertListItem, unsupported } from "../../site/edit-text.ts";
import { lineEndAt, lineEndOf } from "../../site/line-ends.ts";
import { parseYamlDocument, withoutByteOrderMark } from "../../site/parse-records.ts";
import { renderRecord } from "../../site/render-record.ts";
import { replaceScalar } from "../../site/replace-scalar.ts";
import { examineProfile, idColumnOf, parseProfile, type ProfileRow } from "./examine-profile.ts";

/** One value that a profile is to have. */
export interface Override {
  readonly table: string;
  readonly id: string;
  /** The record's name, for whoever reads the file. */
  readonly name: string;
  readonly column: string;
  readonly value: string;
}

/**
 * A profile with one more value in it: everything else stays as it was written, to the byte. What comes out is read back before it is returned.
 * @param text undefined: there is no file yet
 * @throws UserError `profile-unreadable`, `yaml-style`, exit code 1
 */
export function setOverride(
  text: string | undefined,
  override: Override,
  { path, lineEnd }: { readonly path: string; readonly lineEnd: string },
): string {
  if (text === undefined) return renderTable(override, "  ", lineEnd);
  const before = parseProfile(text, path);
  const body = withoutByteOrderMark(text);
  const edited = text.slice(0, text.length - body.length) + editBody(body, override, lineEnd);
  const { profile, faults } = examineProfile(path, edited);
  const isRight = faults.length === 0 && sameRows(profile.rows, withOverride(before.rows, override));
  if (!isRight) throw unsupported(`${override.column} of ${override.table} ${override.id} would not be read back as it was written`);
  return edited;
}

function editBody(body: string, override: Override, fallback: string): string {
  const lineEnd = lineEndOf(body) ?? fallback;
  const { document } = parseYamlDocument("the profile", body);
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === "")) return closed(body, lineEnd) + renderTable(override, "  ", lineEnd);
  if (!isMap(root) || root.flow === true) throw unsupported("the profile is written in flow style, {a: b}");
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === override.table);
  const lists = root.items.flatMap(({ value }) => (isSeq(value) && value.flow !== true ? value : []));
  const [model] = lists;
  const indent = model?.range === undefined || model.range === null ? "  " : indentBefore(body, model.range[0]);
  if (pair === undefined) return closed(body, lineEnd) + renderTable(override, indent, lineEnd);
  const { key, value } = pair;
  if (value === null || (isScalar(value) && value.value === "" && value.range[0] === value.range[1])) {
    const offset = endOfLine(body, key.range[1]);
    return closed(body.slice(0, offset), lineEnd) + renderRow(override, indent, lineEnd) + body.slice(offset);
  }
  if (!isSeq(value) || value.flow === true) throw unsupported(`the records of ${override.table} are not a list with a dash each`);
  const start = body.lastIndexOf("\n", value.range[0] - 1) + 1;
  const end = endOfLine(body, value.range[1]);
  const rows = body.slice(start, end);
  return body.slice(0, start) + editRows(rows, override, lineEnd) + body.slice(end);
}

/** The rows of one table are a list like any other, so the site's own editors put a value or a record into it. */
function editRows(rows: string, override: Override, lineEnd: string): string {
  const idColumn = idColumnOf(override.table);
  const isThere = examineProfile("the rows", `${override.table}:\n${rows}`).profile.rows.some(({ id }) => id === override.id.toLowerCase());
  const edit = isThere
    ? replaceScalar(rows, override.id, override.column, override.value)
    : insertListItem(rows, renderRecord(valuesOf(override), lineEnd), idColumn, override.id);
  return applyTextEdit(rows, edit);
}

const valuesOf = ({ table, id, name, column, value }: Override): Readonly<Record<string, string>> => ({
  adx_name: name,
  [idColumnOf(table)]: id,
  [column]: value,
});

const renderTable = (override: Override, indent: string, lineEnd: string): string =>
  `${override.table}:${lineEnd}${renderRow(override, indent, lineEnd)}`;

function renderRow(override: Override, indent: string, lineEnd: string): string {
  const lines = renderRecord(valuesOf(override), lineEnd).split(lineEnd).slice(0, -1);
  return lines.map((line, index) => (index === 0 ? `${indent}- ${line}` : line === "" ? "" : `${indent}  ${line}`) + lineEnd).join("");
}

const closed = (text: string, lineEnd: string): string =>
  text === "" || /[\r\n]$/.test(text) ? text : text + (lineEndOf(text) === undefined ? lineEnd : lineEndAt(text, text.length));

/** White space before the dash of a list. */
const indentBefore = (text: string, offset: number): string =>
  /[ ]*$/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset))?.[0] ?? "";

type Plain = Readonly<Record<string, Readonly<Record<string, string>>>>;

const plainRows = (rows: readonly ProfileRow[]): Plain =>
  Object.fromEntries(
    rows.map(({ table, id, values }) => [
      `${table}/${id}`,
      Object.fromEntries(Object.entries(values).map(([column, { text }]) => [column, text])),
    ]),
  );

function withOverride(rows: readonly ProfileRow[], override: Override): Plain {
  const plain = plainRows(rows);
  const key = `${override.table}/${override.id.toLowerCase()}`;
  return { ...plain, [key]: { ...(plain[key] ?? { adx_name: override.name }), [override.column]: override.value } };
}

const inOrder = (plain: Plain): string =>
  JSON.stringify(
    Object.keys(plain)
      .toSorted()
      .map((key) => [key, Object.entries(plain[key] ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))]),
  );

const sameRows = (rows: readonly ProfileRow[], expected: Plain): boolean => inOrder(plainRows(rows)) === inOrder(expected);
