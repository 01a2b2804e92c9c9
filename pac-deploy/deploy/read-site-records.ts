import { isUtf8 } from "node:buffer";
import { basename, join, resolve } from "node:path";
import type { Finding } from "../../contract/finding.ts";
import { findSiteFiles } from "../../site/find-site-files.ts";
import { findSiteFolder } from "../../site/find-site-folder.ts";
import { listFolder } from "../../site/list-folder.ts";
import { readMany } from "../../site/read-many.ts";
import { ignoredFolders, recordKindOf } from "../../site/site-layout.ts";
import type { PathUse } from "../../site/site-layout.ts";
import { hashOf } from "./hash-of.ts";
import { parseSiteRecords } from "./parse-site-records.ts";
import { builtHashOf, readBuild, type Build } from "./read-build.ts";
import { deployedFolders, isKnownKind } from "./record-tables.ts";
import type { SiteRecords } from "./site-records.ts";

/** The files of a site folder that an upload knows, by path inside the folder. */
export interface SiteFiles {
  /** The folder with `website.yml`. */
  readonly folder: string;
  readonly texts: ReadonlyMap<string, string>;
  /** `sha256:<hex>` of what is bytes: the contents of web files, and texts that are not UTF-8. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly unknownFolders: readonly string[];
  readonly findings: readonly Finding[];
  /** Of a code site. */
  readonly build?: Build;
}

/**
 * Every record of a site folder: of a classic one, or of a code site's (the folder given, or its `.powerpages-site`). What an upload does not know is passed over.
 * @throws UserError `site-not-found`, `site-incomplete`, `yaml-syntax`
 */
export async function readSiteRecords(folder: string): Promise<SiteRecords> {
  return parseSiteRecords(await readSiteFiles(folder));
}

/** @throws UserError `site-not-found`, `site-incomplete` */
export async function readSiteFiles(folder: string): Promise<SiteFiles> {
  const root = await findSiteFolder(resolve(folder));
  const { textPaths, otherPaths, findings } = await findSiteFiles(root, { folders: deployedFolders, usePath: useOf });
  const texts = new Map<string, string>();
  const hashes = new Map<string, string>();
  const read = (paths: readonly string[], take: (path: string, bytes: Buffer) => void): Promise<void> =>
    readMany(
      paths.map((path) => join(root, path)),
      (bytes, index) => take(paths[index] ?? "", bytes),
    );
  await read(textPaths, (path, bytes) => {
    if (isUtf8(bytes)) texts.set(path, bytes.toString("utf8"));
    else hashes.set(path, hashOf(bytes));
  });
  const build = await readBuild(root);
  // What an upload of a code site sends is the build, not what a former download left beside the records.
  await read(otherPaths, (path, bytes) => hashes.set(path, (build && builtHashOf(build, basename(path))) ?? hashOf(bytes)));
  if (build !== undefined) leaveOutBundle(texts, build);
  return {
    folder: root,
    texts,
    hashes,
    unknownFolders: await findUnknownFolders(root),
    findings,
    ...(build === undefined ? {} : { build }),
  };
}

/** Files with a hash in their names have records that come and go with each build. */
function leaveOutBundle(texts: Map<string, string>, build: Build): void {
  const end = ".webfile.yml";
  for (const path of texts.keys()) if (path.endsWith(end) && build.isMadeAnew(basename(path, end))) texts.delete(path);
}

function useOf(path: string): PathUse {
  const slash = path.indexOf("/");
  if (slash < 0) return path.endsWith(".yml") && isKnownKind(recordKindOf(path) ?? "") ? "text" : "unknown";
  if (!deployedFolders.has(path.slice(0, slash))) return "unknown";
  // What lies there may be anything, YAML included.
  if (/^(?:web|source)-files\//.test(path)) return /\.(?:web|source)file\.yml$/.test(path) ? "text" : "other";
  if (path.endsWith(".yml")) return recordKindOf(path) === undefined ? "unknown" : "text";
  return /\.(?:html|js|css|json)$/.test(path) ? "text" : "unknown";
}

async function findUnknownFolders(root: string): Promise<string[]> {
  const entries = (await listFolder(root)) ?? [];
  return entries
    .filter((entry) => entry.isDirectory() && !deployedFolders.has(entry.name) && !ignoredFolders.has(entry.name))
    .map(({ name }) => name)
    .filter((name) => !name.startsWith(".") && name !== "deployment-profiles")
    .toSorted();
}
