import { lstat, readFile, realpath } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { Finding } from "../contract/finding.ts";
import { findSiteFiles } from "./find-site-files.ts";
import { findSiteFolder } from "./find-site-folder.ts";
import { decode, readTexts, type ReadText } from "./read-many.ts";
import { createRecordParser } from "./parse-records.ts";
import { parseSite } from "./parse-site.ts";
import { ignoredFolders, usePath } from "./site-layout.ts";
import type { Site } from "./site.ts";
import { isAbsence } from "./whole-files.ts";

/** Reads one site folder again and again. */
export interface SiteReader {
  /**
   * @param changed paths inside the folder, with `/`, that came, went or changed since the last reading: only these are looked at, with the same result.
   * Absent, or where one of them is undefined: nobody knows which, and all are.
   * @throws as `readSite` does; whoever reads after that names the paths once more
   */
  read(changed?: readonly (string | undefined)[]): Promise<Site>;
}

/** What is known of the files of a site folder. */
interface Contents {
  readonly root: string;
  readonly texts: Map<string, string>;
  readonly undecodable: Map<string, string>;
  readonly otherPaths: Set<string>;
  /** On links, which are passed over. */
  findings: readonly Finding[];
}

export function createSiteReader(folder: string): SiteReader {
  const parseRecords = createRecordParser();
  let known: Contents | undefined;
  return {
    async read(changed) {
      const contents = known !== undefined && (await refresh(known, folder, changed)) ? known : await readContents(folder);
      known = contents;
      const { root, texts, otherPaths, undecodable, findings } = contents;
      return parseSite(texts, root, { otherPaths, undecodable, findings, parseRecords });
    },
  };
}

async function readContents(folder: string): Promise<Contents> {
  const root = await findSiteFolder(resolve(folder));
  const { textPaths, otherPaths, findings } = await findSiteFiles(root);
  const contents: Contents = { root, texts: new Map(), undecodable: new Map(), otherPaths: new Set(otherPaths), findings };
  await readTexts(
    // join looks at every part of a path that has nothing to be looked at.
    textPaths.map((path) => `${root}${sep}${path}`),
    (read, index) => takeText(contents, textPaths[index] ?? "", read),
  );
  return contents;
}

function takeText({ texts, undecodable }: Contents, path: string, { text, isUtf8 }: ReadText): void {
  (isUtf8 ? texts : undecodable).set(path, text);
}

/** @returns false where more than single files may have changed: all of them are to be read */
async function refresh(contents: Contents, folder: string, changed: readonly (string | undefined)[] | undefined): Promise<boolean> {
  // Another folder may be the site's now; the paths of a code site's records are not those of the folder that was given.
  if (changed === undefined || contents.root !== resolve(folder) || changed.includes("website.yml")) return false;
  const realRoot = await realPathOf(contents.root);
  for (const path of new Set(changed)) {
    if (path === undefined || realRoot === undefined) return false;
    if (path.split("/").some((name) => ignoredFolders.has(name))) continue;
    forget(contents, path);
    if (!(await take(contents, path, realRoot))) return false;
  }
  return true;
}

/** undefined: there is nothing. */
async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** A path that went may have been a folder. */
function forget(contents: Contents, path: string): void {
  const isIn = (other: string): boolean => other === path || other.startsWith(`${path}/`);
  for (const paths of [contents.texts, contents.undecodable, contents.otherPaths])
    for (const other of paths.keys()) if (isIn(other)) paths.delete(other);
  contents.findings = contents.findings.filter((finding) => !isIn(finding.path));
}

/** @returns false for what is no plain file under just that name: links, and on some systems names in another case */
async function take(contents: Contents, path: string, realRoot: string): Promise<boolean> {
  const use = usePath(path);
  try {
    const file = join(contents.root, path);
    if (!(await lstat(file)).isFile() || (await realpath(file)) !== join(realRoot, path)) return false;
    if (use === "text") takeText(contents, path, decode(await readFile(file)));
    else if (use === "other") contents.otherPaths.add(path);
  } catch (error) {
    // It is gone.
    if (!isAbsence(error)) throw error;
  }
  return true;
}
