import { valueOf, textValue, type FakeRecord, type FakeSite, type FakeValue } from "./records.ts";
import { kindOf, type Kind } from "./kinds.ts";

/** `Contact us?` → `Contact-us-`: one for one, nothing trimmed. */
export const stemOf = (name: string): string => name.replaceAll(/[ /\\:*?"<>|]/g, "-");

const polynomial = 0xedb88320;
const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? polynomial ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 of the id as lower-case text, `%08X`: what pac puts behind names that several records share. */
export function duplicateSuffix(id: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(id.toLowerCase(), "utf8")) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ((crc ^ 0xffffffff) >>> 0).toString(16).toUpperCase().padStart(8, "0");
}

export function nameOf(record: Pick<FakeRecord, "table" | "values" | "id">): string {
  const { nameKey } = kindOf(record.table);
  return (nameKey === undefined ? undefined : textValue(record, nameKey)) ?? textValue(record, "name") ?? record.id;
}

/** Where a record's YAML lies, without `.yml`. */
export interface Place {
  /** With the suffix of duplicates, where there are any. */
  readonly path: string;
  readonly isItem: boolean;
  /** Changes when something changes that the path is made of. */
  readonly key: string;
}

/** The path of every record, by table and id, from names alone. */
export function placeRecords(site: FakeSite): Map<FakeRecord, Place> {
  const rows = new Map(site.records.map((record) => [`${record.table}/${record.id}`, record]));
  const languages = languageCodes(site);
  const find = (table: string, id: FakeValue | undefined): FakeRecord | undefined =>
    typeof id === "string" ? rows.get(`${table}/${id.toLowerCase()}`) : undefined;
  const namesake = (record: FakeRecord): FakeRecord =>
    record.table === "adx_webpage" ? (find("adx_webpage", valueOf(record, "rootwebpageid")) ?? record) : record;
  const language = (record: FakeRecord, kind: Kind): string =>
    kind.language === undefined ? "" : (languages.get(textValue(record, kind.language)?.toLowerCase() ?? "") ?? "");
  const isContentPage = (record: FakeRecord): boolean =>
    record.table === "adx_webpage" && textValue(record, "isroot")?.toLowerCase() === "false";

  const pathOf = (record: FakeRecord, suffixes: ReadonlyMap<FakeRecord, string>): string => {
    const kind = kindOf(record.table);
    const owner = kind.parent === undefined ? undefined : find(kind.parent.table, valueOf(record, kind.parent.key));
    const stem = withSuffix(stemOf(nameOf(namesake(record))), suffixes.get(record), kind);
    const code = language(record, kind);
    if (owner !== undefined && !(site.layout === "files" && kind.kind === "weblink")) return `${pathOf(owner, suffixes)}.${kind.kind}`;
    if (owner !== undefined) return `${folderOf(pathOf(owner, suffixes))}/${stem}.weblink`;
    if (kind.table === "adx_website") return "website";
    if (kind.folder === undefined) {
      if (site.layout === "files" && kind.codeFolder !== undefined) return `${kind.codeFolder}/${stem}.${kind.kind}`;
      if (kind.kind === "portallanguage" || kind.kind === "websitebinding") return `.portalconfig/${kind.kind}`;
      return kind.kind === "forumthreadtype" ? "forums/forumthreadtype" : (kind.kind satisfies string);
    }
    if (kind.kind === "advancedformstep") {
      const form = find("adx_webform", valueOf(record, "webform"));
      const above = form === undefined ? "advanced-forms" : folderOf(pathOf(form, suffixes));
      return `${above}/advanced-form-steps/${stem.toLowerCase()}/${stem}.${kind.kind}`;
    }
    const own = ownFolder(site, kind) ? `${stem.toLowerCase()}/` : "";
    const content = isContentPage(record) ? "content-pages/" : "";
    const tongue = code === "" ? "" : site.layout === "files" ? `${code}/` : "";
    return `${kind.folder}/${own}${content}${tongue}${stem}${code !== "" && site.layout !== "files" ? `.${code}` : ""}.${kind.kind}`;
  };

  const plain = new Map(site.records.map((record) => [record, pathOf(record, new Map())]));
  const counts = new Map<string, number>();
  for (const [record, path] of plain)
    if (!isListed(site, record)) counts.set(path.toLowerCase(), (counts.get(path.toLowerCase()) ?? 0) + 1);
  const isShared = (record: FakeRecord): boolean =>
    !isListed(site, record) && (counts.get((plain.get(record) ?? "").toLowerCase()) ?? 0) > 1;
  const suffixes = new Map<FakeRecord, string>();
  for (const record of site.records) {
    const first = namesake(record);
    if (isShared(record) || isShared(first)) suffixes.set(record, duplicateSuffix(first.id));
  }
  return new Map(
    site.records.map((record) => {
      const path = pathOf(record, suffixes);
      return [
        record,
        { path, isItem: isListed(site, record), key: `${plain.get(record) ?? ""} ${path === plain.get(record) ? "alone" : "shared"}` },
      ];
    }),
  );
}

/** Whether a record is an item of a list file. */
export function isListed(site: FakeSite, record: FakeRecord): boolean {
  const kind = kindOf(record.table);
  if (kind.table === "adx_website") return false;
  if (site.layout === "files") return kind.parent !== undefined && kind.kind !== "weblink";
  return kind.folder === undefined;
}

const ownFolder = (site: FakeSite, kind: Kind): boolean =>
  kind.ownFolder === true || (site.layout === "files" && (kind.kind === "webfile" || kind.kind === "serverlogic"));

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/** `logo.png` → `logo_1A2B3C4D.png` for files, `Header` → `Header_1A2B3C4D` for the rest. */
function withSuffix(stem: string, suffix: string | undefined, { kind }: Kind): string {
  if (suffix === undefined) return stem;
  const dot = kind === "webfile" || kind === "sourcefile" ? stem.lastIndexOf(".") : -1;
  return dot > 0 ? `${stem.slice(0, dot)}_${suffix}${stem.slice(dot)}` : `${stem}_${suffix}`;
}

/** `adx_websitelanguageid` → `en-US`, through the portal language. */
function languageCodes({ records }: FakeSite): Map<string, string> {
  const codes = new Map<string, string>();
  for (const record of records) {
    const code = record.table === "adx_portallanguage" ? textValue(record, "languagecode") : undefined;
    if (code !== undefined) codes.set(record.id, code);
  }
  const found = new Map<string, string>();
  for (const record of records) {
    if (record.table !== "adx_websitelanguage") continue;
    const code = codes.get(textValue(record, "portallanguageid")?.toLowerCase() ?? "") ?? codes.get(record.id);
    if (code !== undefined) found.set(record.id, code);
  }
  return found;
}
