import { duplicateSuffix } from "../../site/file-names.ts";
import { recordKindOf } from "../../site/site-layout.ts";
import { recordKey, type DeployedRecord, type SiteRecords } from "./site-records.ts";

/** Where new records go in a download, which may call its files otherwise than the folder they come from. */
export interface Places {
  /** The list that takes a new record. */
  ofList(record: DeployedRecord): string;
  /** The record's own file: under the path it has, where nobody has it yet. Windows and macOS do not tell cases apart. */
  ofNew(record: DeployedRecord): string;
}

export function createPlaces(local: SiteRecords, remote: SiteRecords): Places {
  const taken = new Set<string>();
  for (const { path, files } of remote.records.values())
    for (const known of [path, ...Object.values(files)]) taken.add(known.toLowerCase());
  const given = new Map<string, string>();
  const remotePathOf = (record: DeployedRecord): string | undefined =>
    remote.records.get(recordKey(record))?.path ?? given.get(recordKey(record));
  return {
    ofList(record) {
      const records = [...local.records.values()];
      const siblings = records.filter(({ path }) => path === record.path);
      const beside = siblings.map((sibling) => remote.records.get(recordKey(sibling))?.path).find((path) => path !== undefined);
      if (beside !== undefined) return beside;
      // `<Stem>.weblinkset.weblink.yml` belongs to `<Stem>.weblinkset.yml`.
      const end = `.${recordKindOf(record.path)}.yml`;
      const parentPath = `${record.path.slice(0, -end.length)}.yml`;
      const parent = records.find(({ path }) => path === parentPath);
      const there = parent === undefined ? undefined : remotePathOf(parent);
      return there === undefined ? record.path : there.replace(/\.yml$/, end);
    },
    ofNew(record) {
      const path = taken.has(record.path.toLowerCase()) ? withSuffix(record) : record.path;
      taken.add(path.toLowerCase());
      given.set(recordKey(record), path);
      return path;
    },
  };
}

/** As `pac` tells records of one name apart: before the language, and before a web file's extension. */
function withSuffix({ path, id }: DeployedRecord): string {
  const end = `.${recordKindOf(path)}.yml`;
  const stem = path.slice(0, -end.length);
  const slash = stem.lastIndexOf("/");
  const [, name = "", rest = ""] = /^(.*?)(\.[^. ]+)?$/.exec(stem.slice(slash + 1)) ?? [];
  return `${stem.slice(0, slash + 1)}${name}${duplicateSuffix(id)}${rest}${end}`;
}
