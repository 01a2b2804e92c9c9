import { isUtf8 } from "node:buffer";
import { readdir, readFile } from "node:fs";
import type { Dirent } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { promisify } from "node:util";
import type { Finding } from "../contract/finding.ts";
import { UserError } from "../contract/user-error.ts";
import { parseSite } from "./parse-site.ts";
import { errorCodeOf, isAbsence } from "./whole-files.ts";
import { configFolder, ignoredFolders, recordFolders, usePath } from "./site-layout.ts";
import type { Site } from "./site.ts";

/** Enough to keep the disk busy, far below the number of files a process may hold open. */
const readsAtOnce = 64;

// Small files read several times faster through the callback functions than through node:fs/promises, which opens a handle object for each.
const readBytes = promisify(readFile);
const readFolder = promisify(readdir);

interface FoundFiles {
  readonly textPaths: string[];
  readonly otherPaths: string[];
  readonly findings: Finding[];
}

/**
 * Reads a site folder: what `pac pages download` wrote, or a code site's folder (`.powerpages-site`, or the one that holds it).
 * Strangers in the folder are not touched, links that lead out of it are not followed.
 * @throws UserError `site-not-found`, `site-incomplete`, `yaml-syntax`
 */
export async function readSite(folder: string): Promise<Site> {
  const root = await findSiteFolder(resolve(folder));
  const found = await findFiles(root);
  const texts = new Map<string, string>();
  const undecodable = new Map<string, string>();
  await eachAtOnce(found.textPaths, async (path) => {
    const bytes = await readBytes(join(root, path));
    // toString keeps a byte order mark, which TextDecoder would drop unless told.
    (isUtf8(bytes) ? texts : undecodable).set(path, bytes.toString("utf8"));
  });
  return parseSite(texts, root, { otherPaths: found.otherPaths, undecodable, findings: found.findings });
}

async function findSiteFolder(folder: string): Promise<string> {
  const entries = await listFolder(folder);
  if (entries === undefined) {
    throw new UserError("site-not-found", `There is no folder ${folder}.`, {
      exitCode: 1,
      hint: "Give the folder that pac pages download wrote, the one with website.yml in it.",
    });
  }
  const names = new Set(entries.map(({ name }) => name));
  if (names.has("website.yml")) return folder;
  const codeFolder = join(folder, ".powerpages-site");
  if (names.has(".powerpages-site") && (await holdsWebsite(codeFolder))) return codeFolder;
  const nearby = await findSitesBelow(folder, entries);
  // Part of a download; what is missing is told once it is read.
  if (nearby.length === 0 && names.has("web-templates") && (names.has("sitesetting.yml") || names.has(configFolder))) return folder;
  throw new UserError("site-not-found", `${folder} is not a site folder: it has neither website.yml nor .powerpages-site/website.yml.`, {
    exitCode: 1,
    hint: nearby.length === 0 ? "Give the folder that pac pages download wrote, the one with website.yml in it." : hintAt(nearby),
  });
}

/** More of them would hide what is wrong. */
const maxHintedSites = 5;

function hintAt(folders: readonly string[]): string {
  const more = folders.length - maxHintedSites;
  const named = folders.slice(0, maxHintedSites).join(" and in ");
  return more > 0 ? `Sites lie in ${named}, and in ${more} more folders: give one of them.` : `A site lies in ${named}: give that folder.`;
}

/** Sites one or two levels down, for the message only. */
async function findSitesBelow(folder: string, entries: readonly Dirent[]): Promise<string[]> {
  const found: string[] = [];
  const below = async (at: string, inside: readonly Dirent[], levels: number): Promise<void> => {
    for (const entry of inside) {
      if (!entry.isDirectory() || ignoredFolders.has(entry.name)) continue;
      const path = join(at, entry.name);
      if (await holdsWebsite(path)) found.push(path);
      else if (levels > 1) await below(path, (await listFolder(path)) ?? [], levels - 1);
    }
  };
  await below(folder, entries, 2);
  return found;
}

async function holdsWebsite(folder: string): Promise<boolean> {
  return (await listFolder(folder))?.some(({ name }) => name === "website.yml") ?? false;
}

async function findFiles(root: string): Promise<FoundFiles> {
  const found: FoundFiles = { textPaths: [], otherPaths: [], findings: [] };
  const realRoot = await realpath(root);
  const take = (path: string): void => {
    const use = usePath(path);
    if (use === "text") found.textPaths.push(path);
    else if (use === "other") found.otherPaths.push(path);
  };
  const walk = async (folder: string): Promise<void> => {
    const entries = await listFolder(join(root, folder));
    if (entries === undefined)
      throw new UserError("site-incomplete", `${folder || root} went away while it was read.`, {
        exitCode: 1,
        place: { path: folder },
        hint: "Try again once the download has ended.",
      });
    const folders: string[] = [];
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isSymbolicLink()) {
        if (!isKnown(path)) continue;
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
      } else if (entry.isDirectory()) {
        if (isKnown(path) && !ignoredFolders.has(entry.name)) folders.push(path);
      } else if (entry.isFile()) take(path);
    }
    await eachAtOnce(folders, walk);
  };
  await walk("");
  return found;
}

function isKnown(path: string): boolean {
  const [top = ""] = path.split("/", 1);
  return top === configFolder || recordFolders.has(top) || usePath(path) !== "unknown";
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

/** undefined: no such folder. */
async function listFolder(folder: string): Promise<Dirent[] | undefined> {
  try {
    return await readFolder(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsence(error)) return undefined;
    if (!["EACCES", "EPERM"].includes(errorCodeOf(error))) throw error;
    throw new UserError("site-not-found", `${basename(folder)} may not be read (${folder}).`, {
      exitCode: 1,
      hint: "Check the permissions of the folder.",
      cause: error,
    });
  }
}

async function eachAtOnce<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = items[next]; next < items.length; item = items[next]) {
      next += 1;
      // An index below the length always holds an item.
      await act(item as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(readsAtOnce, items.length) }, worker));
}
