import type { Dirent } from "node:fs";
import { join } from "node:path";
import { UserError } from "../contract/user-error.ts";
import { listFolder } from "./list-folder.ts";
import { configFolder, ignoredFolders } from "./site-layout.ts";

/** The folder with the site's records: the one given, or a code site's `.powerpages-site` in it. Throws UserError `site-not-found`. */
export async function findSiteFolder(folder: string): Promise<string> {
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
