import { valuesSum } from "./checksum.ts";
import { kindOf } from "./kinds.ts";
import { manifestFileName, manifestRows, renderManifest } from "./manifest.ts";
import { placeRecords, stemOf, type Place } from "./names.ts";
import { codeSiteFolder, manifestPath, sidePaths, type FoundSite } from "./read-site-folder.ts";
import { unpackBytes, type FakeRecord, type FakeSite, type FakeValue } from "./records.ts";
import { renderItem, renderMapping } from "./yaml-text.ts";

/** What stands behind a web file's own columns in a classic folder: those of its note. */
const noteKeys = new Set(["annotationid", "filename", "isdocument", "mimetype", "notetext", "objectid", "objecttypecode", "subject"]);

/** `Larkfield Garden` → `larkfield-garden`; pac makes this folder inside of `--path`. */
export const siteFolderName = ({ name }: Pick<FakeSite, "name">): string => stemOf(name).toLowerCase();

/** Takes the records of a folder with the words they were written in. Of two with one id the live one counts: pages that were deleted linger as `…-deleted`. */
export function originsOf(found: FoundSite, site: FakeSite): { readonly records: FakeRecord[]; readonly dropped: string[] } {
  const byKey = new Map<string, (typeof found.records)[number]>();
  const dropped: string[] = [];
  const isLingering = (path: string): boolean => path.includes("-deleted/");
  for (const record of found.records) {
    const key = `${record.table}/${record.id}`;
    const other = byKey.get(key);
    if (other === undefined || (isLingering(other.path) && !isLingering(record.path))) byKey.set(key, record);
    const lost = byKey.get(key) === record ? other : record;
    if (other !== undefined && lost !== undefined) dropped.push(lost.path, ...Object.values(lost.sides));
  }
  const records = [...byKey.values()].map(({ table, id, path, index, yaml, tangled, values, texts, sides }): FakeRecord => ({
    table,
    id,
    values,
    texts,
    modified: 1,
    origin: { path, index, yaml, sum: valuesSum(values), place: "", sides, tangled },
  }));
  const places = placeRecords({ ...site, records });
  for (const record of records) if (record.origin !== undefined) record.origin = { ...record.origin, place: places.get(record)?.key ?? "" };
  return { records, dropped };
}

/** Every file of a download, by its path below the site's folder (code sites: below the application's). */
export function layOutSite(site: FakeSite, host: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const lists = new Map<string, FakeRecord[]>();
  const places = placeRecords(site);
  const childPath = (record: FakeRecord, place: Place): string => {
    if (record.origin?.place === place.key) return record.origin.path;
    return `${place.path}.yml`;
  };
  for (const record of site.records) {
    const place = places.get(record);
    if (place === undefined) continue;
    const path = childPath(record, place);
    if (place.isItem) {
      lists.set(path, [...(lists.get(path) ?? []), record]);
      continue;
    }
    const isAtHome = record.origin?.path === path;
    files.set(path, Buffer.from(isPristine(record) ? record.origin.yaml : lineEnds(renderRecord(record, site), site), "utf8"));
    for (const [key, side] of Object.entries(sidesOf(record, { path, isAtHome, site })))
      files.set(side, unpackBytes(record.texts[key] ?? "t"));
  }
  for (const [path, records] of lists) files.set(path, Buffer.from(renderList(records, site), "utf8"));
  for (const [path, text] of Object.entries(site.bare)) if (!files.has(path)) files.set(path, Buffer.from(text, "utf8"));
  files.set(`.portalconfig/${manifestFileName(host)}`, Buffer.from(renderManifest(manifestRows(site.records)), "utf8"));
  if (!files.has(manifestPath)) files.set(manifestPath, Buffer.from("{}\n"));
  return site.kind === "code" ? besideApplication(files, site) : files;
}

/** `.powerpages-site` for the records; source files lie where the application has them. */
function besideApplication(files: ReadonlyMap<string, Buffer>, site: FakeSite): Map<string, Buffer> {
  const moved = [...files].map(([path, bytes]): [string, Buffer] => [
    path.startsWith("../") ? path.slice("../".length) : `${codeSiteFolder}/${path}`,
    bytes,
  ]);
  if (site.config !== undefined) moved.push(["powerpages.config.json", Buffer.from(site.config, "utf8")]);
  return new Map(moved);
}

const isPristine = (record: FakeRecord): record is FakeRecord & { readonly origin: NonNullable<FakeRecord["origin"]> } =>
  record.origin !== undefined && record.origin.sum === valuesSum(record.values);

const lineEnds = (text: string, { lineEnd }: FakeSite): string => (lineEnd === "\n" ? text : text.replaceAll("\n", lineEnd));

interface SidePlace {
  readonly path: string;
  readonly isAtHome: boolean;
  readonly site: FakeSite;
}

function sidesOf(record: FakeRecord, { path, isAtHome, site }: SidePlace): Record<string, string> {
  const kind = kindOf(record.table);
  if (kind.kind === "sourcefile") {
    const url = record.values["partialurl"] ?? record.values["adx_partialurl"];
    return typeof url === "string" && "file" in record.texts ? { file: `../${url}` } : {};
  }
  // A page of the enhanced model always comes with its four files, empty or not; the others with what is there.
  const isWholeSet = kind.kind === "webpage" && site.kind === "classic" && site.model === "enhanced" && record.origin === undefined;
  const known = isAtHome ? (record.origin?.sides ?? {}) : {};
  const sides = Object.entries(sidePaths(path, kind)).filter(([key]) => isWholeSet || key in record.texts);
  return Object.fromEntries(sides.map(([key, side]) => [key, known[key] ?? side]));
}

/** Items in the words of the folder that was seeded; sorted by id as soon as one is new, gone or changed. */
function renderList(records: readonly FakeRecord[], site: FakeSite): string {
  const pristine = records.filter(isPristine);
  if (pristine.length === records.length && isUnbroken(pristine)) {
    return [...pristine]
      .sort((a, b) => a.origin.index - b.origin.index)
      .map(({ origin }) => origin.yaml)
      .join("");
  }
  const isTangled = records.some(({ origin }) => origin?.tangled === true);
  return [...records]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((record) => {
      const own =
        isPristine(record) && !isTangled ? record.origin.yaml : lineEnds(renderItem(written(record, site), keyOrder(record, site)), site);
      return own.endsWith("\n") ? own : own + site.lineEnd;
    })
    .join("");
}

const isUnbroken = (records: readonly { readonly origin: { readonly index: number } }[]): boolean =>
  Math.max(...records.map(({ origin }) => origin.index)) === records.length - 1;

const renderRecord = (record: FakeRecord, site: FakeSite): string => renderMapping(written(record, site), keyOrder(record, site));

/** The standard model leaves out what is nothing; the enhanced one writes `key: `. */
const written = ({ values }: FakeRecord, site: FakeSite): Record<string, FakeValue> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null || site.model === "enhanced"));

function keyOrder(record: FakeRecord, site: FakeSite): string[] {
  const keys = Object.keys(written(record, site)).sort();
  if (record.table !== "adx_webfile" || site.layout === "files") return keys;
  return [...keys.filter((key) => !noteKeys.has(key)), ...keys.filter((key) => noteKeys.has(key))];
}
