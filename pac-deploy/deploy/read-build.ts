import { basename, dirname, join, resolve } from "node:path";
import { listFolder } from "../../site/list-folder.ts";
import { codeSiteConfigName, defaultCodeSiteConfig, isOfFormerBuild, parseCodeSiteConfig } from "../../site/parse-code-site-config.ts";
import { readMany } from "../../site/read-many.ts";
import { ignoredFolders } from "../../site/site-layout.ts";
import { readTextIfThere } from "../../site/whole-files.ts";
import type { RecordDifference } from "./compare-records.ts";
import { hashOf } from "./hash-of.ts";

/** What the upload of a code site does to web files by itself: those of former builds go, those of this one come. */
export interface Build {
  /** Hashes of the built files by their lower-case name; a name may be in several folders. */
  readonly hashes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether the web file's name is one that each build makes anew: such records are nobody's, and are not compared. */
  readonly isMadeAnew: (name: string) => boolean;
}

/**
 * The build of a code site; a download has none, and says nothing of its files but their patterns.
 * https://learn.microsoft.com/power-pages/configure/create-code-sites
 * @param siteFolder the folder with `website.yml`
 * @returns undefined: no code site
 * @throws UserError `code-site-config`
 */
export async function readBuild(siteFolder: string): Promise<Build | undefined> {
  if (basename(siteFolder) !== ".powerpages-site") return undefined;
  const root = dirname(siteFolder);
  const text = await readTextIfThere(join(root, codeSiteConfigName));
  const config = text === undefined ? defaultCodeSiteConfig : parseCodeSiteConfig(text, codeSiteConfigName);
  const paths = config.compiledPath === undefined ? [] : await listFiles(resolve(root, config.compiledPath));
  const hashes = new Map<string, Set<string>>();
  await readMany(paths, (bytes, index) => {
    const name = basename(paths[index] ?? "").toLowerCase();
    hashes.set(name, (hashes.get(name) ?? new Set()).add(hashOf(bytes)));
  });
  return { hashes, isMadeAnew: (name) => isOfFormerBuild(name, config.bundleFilePatterns) };
}

/** The one hash that a web file of this name has after the upload; undefined: the build has none, or several. */
export function builtHashOf({ hashes }: Build, name: string): string | undefined {
  const found = hashes.get(name.toLowerCase());
  const [first] = found ?? [];
  return found?.size === 1 ? first : undefined;
}

/** Without the web files that the upload has made of the build, byte for byte. */
export function withoutBuilt(differences: readonly RecordDifference[], build: Build | undefined): RecordDifference[] {
  if (build === undefined) return [...differences];
  return differences.filter(({ kind, record }) => {
    const hash = record.values["file"];
    const isFile = kind === "unexpected" && record.table === "adx_webfile" && typeof hash === "string";
    return !isFile || build.hashes.get(basename(record.files["file"] ?? "").toLowerCase())?.has(hash) !== true;
  });
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = (await listFolder(folder)) ?? [];
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory() && !ignoredFolders.has(entry.name) && entry.name !== ".powerpages-site")
      found.push(...(await listFiles(path)));
  }
  return found;
}
