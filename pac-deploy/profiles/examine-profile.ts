import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from "yaml";
import { UserError } from "../../contract/user-error.ts";
import { parseYamlDocument, withoutByteOrderMark } from "../../site/parse-records.ts";
import { tagOf } from "./profile-paths.ts";

/** What one environment has otherwise than the folder says. https://learn.microsoft.com/power-pages/configure/power-platform-cli#use-deployment-profile */
export interface DeploymentProfile {
  /** Inside the site folder, with `/`. */
  readonly path: string;
  readonly tag: string;
  readonly rows: readonly ProfileRow[];
}

/** One record, and the columns of it that differ. */
export interface ProfileRow {
  /** E.g. `adx_sitesetting`. */
  readonly table: string;
  /** Lower-case. */
  readonly id: string;
  /** As the row itself says. */
  readonly name: string | undefined;
  /** From 1. */
  readonly line: number;
  /** Text by column, `${OS.NAME}` as it stands there; all but the id's. */
  readonly values: Readonly<Record<string, ProfileValue>>;
}

export interface ProfileValue {
  readonly text: string;
  /** Where it is written, as a part of the file's text. */
  readonly begin: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/** What keeps a profile, or one row of it, from being understood. */
export interface ProfileFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Which column holds the id of a row. */
export const idColumnOf = (table: string): string => `${table}id`;

/** A profile with everything in it that is understood, and the rest as faults. */
export function examineProfile(
  path: string,
  text: string,
): { readonly profile: DeploymentProfile; readonly faults: readonly ProfileFault[] } {
  const faults: ProfileFault[] = [];
  const rows = readTables(path, text, faults);
  return { profile: { path, tag: tagOf(path) ?? "", rows }, faults };
}

interface Reading {
  /** What an alias stands for; the node itself else. */
  readonly resolve: (node: ParsedNode | null) => ParsedNode | null;
  /** Where a node is written. */
  readonly find: (node: ParsedNode | null) => Omit<ProfileValue, "text">;
  readonly fault: (node: ParsedNode | null, message: string) => void;
}

function readTables(path: string, text: string, faults: ProfileFault[]): ProfileRow[] {
  let parsed: ReturnType<typeof parseYamlDocument>;
  try {
    parsed = parseYamlDocument(path, text);
  } catch (error) {
    if (!(error instanceof UserError) || error.place === undefined) throw error;
    faults.push({ line: error.place.line ?? 1, column: error.place.column ?? 1, message: error.message });
    return [];
  }
  const { document, lines } = parsed;
  const markChars = text.length - withoutByteOrderMark(text).length;
  const find: Reading["find"] = (node) => {
    const [begin, end] = node?.range ?? [0, 0];
    const { line, col } = lines.linePos(begin);
    return { begin: begin + markChars, end: end + markChars, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const reading: Reading = {
    find,
    // What an alias stands for is a node of the same document.
    resolve: (node) => (isAlias(node) ? ((node.resolve(document) ?? null) as ParsedNode | null) : node),
    fault(node, message) {
      const { line, column } = find(node);
      faults.push({ line, column, message });
    },
  };
  const root = document.contents;
  if (isNothing(root)) return [];
  if (!isMap(root)) {
    reading.fault(root, "expected a table's name with a list of records under it");
    return [];
  }
  const seen = new Set<string>();
  return root.items.flatMap(({ key, value }) => {
    const table = isScalar(key) ? String(key.value) : "";
    const list = reading.resolve(value);
    if (isNothing(list)) return [];
    if (isSeq(list)) return list.items.flatMap((item) => readRow(table, item, seen, reading) ?? []);
    reading.fault(list, `${table}: expected a list of records, each with its id`);
    return [];
  });
}

const isNothing = (node: ParsedNode | null): node is null => node === null || (isScalar(node) && node.value === "");

function readRow(table: string, item: ParsedNode, seen: Set<string>, { resolve, find, fault }: Reading): ProfileRow | undefined {
  const row = resolve(item);
  const idColumn = idColumnOf(table);
  if (!isMap(row)) {
    fault(item, `${table}: expected a record, with ${idColumn} and the columns to override`);
    return undefined;
  }
  const values: Record<string, ProfileValue> = {};
  let isWhole = true;
  for (const pair of row.items) {
    // Keys and values of a parsed record are parsed nodes.
    const { key, value } = pair as { readonly key: ParsedNode; readonly value: ParsedNode | null };
    const column = isScalar(key) ? String(key.value) : "";
    const content = resolve(value);
    if (content === null) values[column] = { text: "", ...find(key) };
    else if (isScalar(content)) values[column] = { text: typeof content.value === "string" ? content.value : "", ...find(value) };
    else {
      fault(content, `${column} of ${table}: expected a text; of lists in a profile nothing is documented`);
      isWhole = false;
    }
  }
  const { [idColumn]: idValue, ...others } = values;
  const id = idValue?.text.toLowerCase() ?? "";
  if (id === "") fault(item, `${table}: this record has no ${idColumn}, so nothing says which one it overrides`);
  else if (seen.has(`${table}/${id}`)) fault(item, `${table}: ${id} stands here twice, and nothing says which of the two counts`);
  else {
    seen.add(`${table}/${id}`);
    if (isWhole) return { table, id, name: others["adx_name"]?.text, line: find(item).line, values: others };
  }
  return undefined;
}

/**
 * A profile that is understood whole.
 * @throws UserError `profile-unreadable`, exit code 1, with the place of the first fault
 */
export function parseProfile(text: string, path: string): DeploymentProfile {
  const { profile, faults } = examineProfile(path, text);
  const [first] = faults;
  if (first !== undefined) {
    throw new UserError("profile-unreadable", first.message, {
      exitCode: 1,
      place: { path, line: first.line, column: first.column },
      hint: "A profile is a table's name, under it a list of records with id and columns: docs/deploy.md has one. Nothing was written.",
    });
  }
  return profile;
}
