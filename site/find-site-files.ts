import type { Dirent } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Finding } from "../contract/finding.ts";
import { UserError } from "../contract/user-error.ts";
import { eachFile } from "./each-at-once.ts";
import { listFolder, listFolderNow } from "./list-folder.ts";
import { configFolder, ignoredFolders, recordFolders, usePath } from "./site-layout.ts";
import type { PathUse } from "./site-layout.ts";
import { errorCodeOf, isAbsence } from "./whole-files.ts";

export interface FoundFiles {
  readonly textPaths: string[];
  readonly otherPaths: string[];
  readonly findings: Finding[];
}

/** What a reader takes for the site's: its folders at the top, and what each path is to it. */
export interface SiteLayout {
  readonly folders: ReadonlySet<string>;
  readonly usePath: (path: string) => PathUse;
}

const usualLayout: SiteLayout = { folders: new Set([...recordFolders, configFolder]), usePath };

/** The files of a site by their use, without reading any. Throws UserError `site-incomplete`. */
export async function findSiteFiles(root: string, layout: SiteLayout = usualLayout): Promise<FoundFiles> {
  const isKnown = (path: string): boolean => {
    const [top = ""] = path.split("/", 1);
    return layout.folders.has(top) || layout.usePath(path) !== "unknown";
  };
  const found: FoundFiles = { textPaths: [], otherPaths: [], findings: [] };
  const realRoot = await realpath(root);
  const take = (path: string): void => {
    const use = layout.usePath(path);
    if (use === "text") found.textPaths.push(path);
    else if (use === "other") found.otherPaths.push(path);
  };
  const folders = [""];
  const links: string[] = [];
  const look = (folder: string, entries: readonly Dirent[] | undefined): void => {
    if (entries === undefined)
      throw new UserError("site-incomplete", `${folder || root} went away while it was read.`, {
        exitCode: 1,
        place: { path: folder },
        hint: "Try again once the download has ended.",
      });
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) take(path);
      else if (entry.isSymbolicLink()) {
        if (isKnown(path)) links.push(path);
      } else if (entry.isDirectory() && isKnown(path) && !ignoredFolders.has(entry.name)) folders.push(path);
    }
  };
  await eachFile(folders, {
    now: (folder) => look(folder, listFolderNow(`${root}${sep}${folder}`)),
    later: async (folder) => look(folder, await listFolder(`${root}${sep}${folder}`)),
  });
  for (const path of links) {
    const refusal = await refuseLink(realRoot, join(root, path));
    if (refusal === undefined) take(path);
    else
      found.findings.push({
        code: "link-not-followed",
        severity: "info",
        path,
        line: 0,
        column: 0,
        message: `${path} is a link ${refusal}; it is not read.`,
        fix: false,
      });
  }
  return found;
}

/** @returns why a link is not followed, or undefined for a link to a file inside the site */
async function refuseLink(realRoot: string, path: string): Promise<string | undefined> {
  try {
    const target = await realpath(path);
    if (!target.startsWith(realRoot + sep)) return "out of the site folder";
    return (await stat(target)).isFile() ? undefined : "to a folder";
  } catch (error) {
    if (isAbsence(error) || errorCodeOf(error) === "ELOOP") return "to nowhere";
    throw error;
  }
}
