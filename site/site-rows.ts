import type { Finding } from "../contract/finding.ts";
import type { YamlRecord } from "./plain-yaml.ts";
import type { SiteRecord } from "./site.ts";

/** A record as its file holds it. */
export interface Row extends YamlRecord {
  readonly path: string;
}

/** What the parts of a site are parsed from. */
export interface SiteSource {
  readonly rows: (kind: string) => readonly Row[];
  /** undefined: no such file. */
  readonly text: (path: string) => string | undefined;
  readonly exists: (path: string) => boolean;
  /** The file that has this path but for capitals; undefined: none. */
  readonly likeNamed: (path: string) => string | undefined;
  readonly report: (finding: Omit<Finding, "fix" | "column">) => void;
}

type Values = SiteRecord["values"];

/** A text that is put together anew is looked up more slowly, and every record is asked for some twenty values. */
const classicKeys = new Map<string, string>();
function classicKey(name: string): string {
  let key = classicKeys.get(name);
  if (key === undefined) {
    key = `adx_${name}`;
    classicKeys.set(name, key);
  }
  return key;
}

/** A value by its name without prefix: classic sites write `adx_partialurl`, code sites `partialurl`. */
export function textOf(values: Values, name: string): string | undefined {
  const value = values[classicKey(name)] ?? values[name];
  return typeof value === "string" ? value : value?.[0];
}

export function listOf(values: Values, name: string): readonly string[] {
  const value = values[classicKey(name)] ?? values[name] ?? [];
  if (typeof value === "string") return value === "" ? [] : [value];
  return value;
}

/** Id of another record; undefined when the key is absent or empty. */
export function referenceOf(values: Values, name: string): string | undefined {
  const text = textOf(values, name);
  return text === undefined || text === "" ? undefined : text.toLowerCase();
}

export function idsOf(values: Values, name: string): readonly string[] {
  return listOf(values, name).map((id) => id.toLowerCase());
}

export function isTrue(values: Values, name: string): boolean {
  return textOf(values, name)?.toLowerCase() === "true";
}

export function numberOf(values: Values, name: string): number | undefined {
  const text = textOf(values, name);
  if (text === undefined || text.trim() === "") return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * The records of one kind, each id once. Of two with one id the active one that is not in a `-deleted` folder counts
 * (pages deleted in the studio linger on disk under the id of their successor).
 * @param idKey without prefix; code sites call every id `id`
 */
export function recordsOf(source: SiteSource, kind: string, idKey: string, nameKey = "name"): SiteRecord[] {
  const byId = new Map<string, SiteRecord>();
  for (const row of source.rows(kind)) {
    const record = recordOf(row, idKey, nameKey);
    if (record.id === "") {
      source.report({
        code: "record-without-id",
        severity: "error",
        path: row.path,
        line: row.line,
        message: `This ${kind} has no id (adx_${idKey}), so nothing can refer to it and an upload refuses it.`,
      });
      continue;
    }
    const other = byId.get(record.id);
    if (other === undefined) {
      byId.set(record.id, record);
      continue;
    }
    const [kept, dropped] = rank(record) < rank(other) ? [record, other] : [other, record];
    byId.set(record.id, kept);
    source.report({
      code: "duplicate-record-id",
      severity: "warning",
      path: dropped.path,
      line: dropped.line,
      message: `${kind} ${record.id} also stands in ${kept.path} line ${kept.line}; this one is not used.`,
    });
  }
  return [...byId.values()];
}

export function recordOf({ path, line, values }: Row, idKey: string, nameKey: string): SiteRecord {
  const id = values[classicKey(idKey)] ?? values["id"] ?? "";
  return {
    id: typeof id === "string" ? id.toLowerCase() : "",
    name: textOf(values, nameKey) ?? "",
    path,
    line,
    active: textOf(values, "statecode") !== "1",
    values,
  };
}

function rank(record: SiteRecord): number {
  return (record.active ? 0 : 2) + (/-deleted(?:_[0-9a-f]+)?\//i.test(record.path) ? 1 : 0);
}
