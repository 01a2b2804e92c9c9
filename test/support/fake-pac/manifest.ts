import { linkChecksum, recordChecksum } from "./checksum.ts";
import { isLinkKey } from "./kinds.ts";
import { nameOf } from "./names.ts";
import { valueOf, type FakeRecord, type FakeValue } from "./records.ts";
import { renderItem } from "./yaml-text.ts";
import { parseDocument } from "yaml";

export interface ManifestRow {
  readonly table: string;
  readonly id: string;
  readonly name: string;
  readonly sum: string;
  readonly isDeleted: boolean;
}

export const manifestFileName = (host: string): string => `${host}-manifest.yml`;
const relationship = "$RELATIONSHIP$";

/** A link has a row of its own: the id of what it leads to, and in the name what it hangs on. */
export const linkName = (record: Pick<FakeRecord, "table" | "id">, key: string): string =>
  `${relationship}${record.table}:${record.id}:adx_${key.slice(key.lastIndexOf("_") + 1).toLowerCase()}`;

export interface Link {
  readonly key: string;
  readonly id: string;
}

export function linksOf({ values }: Pick<FakeRecord, "values">): Link[] {
  const links: Link[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (!isLinkKey(key) || !Array.isArray(value)) continue;
    for (const id of value) if (typeof id === "string") links.push({ key, id: id.toLowerCase() });
  }
  return links;
}

/** The table of a link's row: the intersect table, in code sites too. */
const linkTable = (key: string): string => (key.startsWith("adx_") ? key : `adx_${key}`);

/** `$RELATIONSHIP$adx_entitypermission:<id>:adx_webrole` → what it hangs on. */
export function parseLinkName(name: string): { readonly table: string; readonly id: string } | undefined {
  const [, table, id] = /^\$RELATIONSHIP\$(\w+):([0-9a-fA-F-]{36}):\w+$/.exec(name) ?? [];
  return table === undefined || id === undefined ? undefined : { table, id: id.toLowerCase() };
}

export function manifestRows(records: readonly Pick<FakeRecord, "table" | "id" | "values" | "texts">[]): ManifestRow[] {
  const rows: ManifestRow[] = [];
  for (const record of records) {
    rows.push({ table: record.table, id: record.id, name: nameOf(record), sum: recordChecksum(record), isDeleted: false });
    const note = record.table === "adx_webfile" ? (valueOf(record, "annotationid") ?? record.values["annotationid"]) : undefined;
    if (typeof note === "string" && note !== "") {
      const file = { values: {}, texts: record.texts };
      rows.push({ table: "annotation", id: note.toLowerCase(), name: nameOf(record), sum: recordChecksum(file), isDeleted: false });
    }
    for (const { key, id } of linksOf(record)) {
      rows.push({ table: linkTable(key), id, name: linkName(record, key), sum: linkChecksum(record.id, id), isDeleted: false });
    }
  }
  return rows;
}

export const rowKey = ({ table, id, name }: Pick<ManifestRow, "table" | "id" | "name">): string =>
  name.startsWith(relationship) ? `${table}/${id}/${name}` : `${table}/${id}`;

export function renderManifest(rows: readonly ManifestRow[]): string {
  if (rows.length === 0) return "{}\n";
  const tables = [...new Set(rows.map(({ table }) => table))].sort();
  return tables
    .map((table) => {
      const own = rows.filter((row) => row.table === table).sort((a, b) => compare(a.id, b.id) || compare(a.name, b.name));
      return `${table}:\n${own.map(renderRow).join("")}`;
    })
    .join("");
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function renderRow({ id, name, sum, isDeleted }: ManifestRow): string {
  const values: Record<string, FakeValue> = {
    RecordId: id,
    DisplayName: name,
    CheckSum: sum === "" ? null : sum,
    IsDeleted: String(isDeleted),
  };
  return renderItem(values, Object.keys(values));
}

/** Fails on what is no manifest. */
export function parseManifest(text: string): ManifestRow[] {
  const content: unknown = parseDocument(text, { schema: "failsafe" }).toJS();
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new Error("Expected 'MappingStart', got 'SequenceStart'");
  return Object.entries(content).flatMap(([table, rows]: [string, unknown]) => {
    if (!Array.isArray(rows)) throw new Error("Expected 'SequenceStart', got 'MappingStart'");
    return rows.map((row: unknown) => parseRow(table, row));
  });
}

function parseRow(table: string, row: unknown): ManifestRow {
  const { RecordId, DisplayName, CheckSum, IsDeleted } = Object(row);
  if (typeof RecordId !== "string") throw new Error("Unrecognized Guid format.");
  return {
    table,
    id: RecordId.toLowerCase(),
    name: typeof DisplayName === "string" ? DisplayName : "",
    sum: typeof CheckSum === "string" ? CheckSum : "",
    isDeleted: typeof IsDeleted === "string" && IsDeleted.toLowerCase() === "true",
  };
}

/** Deployment profiles have the same shape as site lists: table → rows. */
export function parseProfile(text: string): { readonly table: string; readonly values: Record<string, string> }[] {
  const content: unknown = parseDocument(text, { schema: "failsafe" }).toJS();
  if (typeof content !== "object" || content === null) return [];
  return Object.entries(content).flatMap(([table, rows]: [string, unknown]) =>
    Array.isArray(rows)
      ? rows.map((row: unknown) => ({
          table,
          values: Object.fromEntries(Object.entries(Object(row)).filter((pair): pair is [string, string] => typeof pair[1] === "string")),
        }))
      : [],
  );
}
