import type { Finding } from "../../contract/finding.ts";
import { parseRecords } from "../../site/parse-records.ts";
import type { YamlRecord } from "../../site/plain-yaml.ts";
import { recordKindOf } from "../../site/site-layout.ts";
import type { SiteFiles } from "./read-site-records.ts";
import { idKeysOf, isKnownKind, nameColumnOf, sideFilesOf, tableOfKind } from "./record-tables.ts";
import { recordKey, type DeployedRecord, type DeployedValue, type SiteRecords } from "./site-records.ts";

/**
 * The records of a site from the texts of its files.
 * @throws UserError `yaml-syntax`
 */
export function parseSiteRecords(files: SiteFiles): SiteRecords {
  const records = new Map<string, DeployedRecord>();
  const findings: Finding[] = [...files.findings];
  const report = (finding: Pick<Finding, "code" | "severity" | "path" | "line" | "message">): void =>
    void findings.push({ ...finding, column: 0, fix: false });
  for (const [path, text] of [...files.texts].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const kind = path.endsWith(".yml") ? recordKindOf(path) : undefined;
    if (kind === undefined) continue;
    const rows = parseRecords(path, text);
    const lines = rows.some(hasEmptyValue) ? text.split(/\r?\n/) : [];
    for (const [index, row] of rows.entries()) {
      const values = withNulls(row, lines.slice(row.line - 1, (rows[index + 1]?.line ?? lines.length + 1) - 1));
      const record = parseRecord({ path, kind, line: row.line, values, isAlone: rows.length === 1 && !isList(text) }, files);
      if (record !== undefined) put(records, record, report);
      else if (isKnownKind(kind))
        report({
          code: "record-without-id",
          severity: "error",
          path,
          line: row.line,
          message: `This ${kind} has no id (${idKeysOf(tableOfKind(kind))[0]}), so an upload refuses it.`,
        });
    }
  }
  return { records, findings, unknownFolders: files.unknownFolders };
}

interface FoundRow {
  readonly path: string;
  readonly kind: string;
  readonly line: number;
  readonly values: Readonly<Record<string, DeployedValue>>;
  /** The file holds this one record; lists have no files beside them. */
  readonly isAlone: boolean;
}

const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** undefined: it has no id. */
function parseRecord(row: FoundRow, { texts, hashes }: SiteFiles): DeployedRecord | undefined {
  const { kind, path, line } = row;
  const table = tableOfKind(kind);
  const idKey = idKeysOf(table).find((key) => isId(row.values[key]));
  const id = idKey === undefined ? undefined : row.values[idKey];
  if (idKey === undefined || typeof id !== "string") return undefined;
  const prefix = idKey.startsWith("adx_") ? "adx_" : "";
  const values: Record<string, DeployedValue> = { ...row.values };
  const files: Record<string, string> = {};
  for (const side of row.isAlone ? sideFilesOf(kind, path) : []) {
    const content = hashes.get(side.path) ?? (side.isBytes ? undefined : texts.get(side.path));
    if (content === undefined) continue;
    // Some exports have the column in the YAML as well, with nothing in it that counts: the file is what the portal shows.
    const key = side.isBytes ? side.column : prefix + side.column;
    values[key] = content;
    files[key] = side.path;
  }
  const name = values[prefix + nameColumnOf(table)] ?? values[nameColumnOf(table)];
  return { table, id: id.toLowerCase(), name: typeof name === "string" ? name : "", path, line, values, files };
}

const isId = (value: DeployedValue | undefined): boolean => typeof value === "string" && guidPattern.test(value);
const isList = (text: string): boolean => /^(?:\uFEFF)?(?:\s*\n)*- /.test(text);
const hasEmptyValue = ({ values }: YamlRecord): boolean => Object.values(values).includes("");

/** The reader gives "" for both `key: ''` and `key: `; only the lines tell them apart. */
function withNulls({ values }: YamlRecord, lines: readonly string[]): Readonly<Record<string, DeployedValue>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]): [string, DeployedValue] => {
      if (value !== "") return [key, value];
      const starts = [`${key}:`, `- ${key}:`];
      const line = lines.find((candidate) => starts.some((start) => candidate.trimStart().startsWith(start))) ?? "";
      return [key, /:\s+(?:''|"")\s*(?:#.*)?$/.test(line) ? "" : null];
    }),
  );
}

/** Pages deleted in the studio linger on disk under the id of their successor: the active one that is not in a `-deleted` folder counts. */
function put(
  records: Map<string, DeployedRecord>,
  record: DeployedRecord,
  report: (finding: Pick<Finding, "code" | "severity" | "path" | "line" | "message">) => void,
): void {
  const key = recordKey(record);
  const other = records.get(key);
  if (other === undefined) {
    records.set(key, record);
    return;
  }
  const [kept, dropped] = rank(record) < rank(other) ? [record, other] : [other, record];
  records.set(key, kept);
  report({
    code: "duplicate-record-id",
    severity: rank(kept) === rank(dropped) ? "error" : "warning",
    path: dropped.path,
    line: dropped.line,
    message: `${record.table} ${record.id} also stands in ${kept.path}:${kept.line}; two files of one record corrupt each other at an upload. ${rank(kept) === rank(dropped) ? "Delete the wrong one." : "This one is not used."}`,
  });
}

function rank({ values, path }: DeployedRecord): number {
  const isInactive = (values["adx_statecode"] ?? values["statecode"]) === "1";
  return (isInactive ? 2 : 0) + (/-deleted(?:_[0-9a-f]+)?\//i.test(path) ? 1 : 0);
}
