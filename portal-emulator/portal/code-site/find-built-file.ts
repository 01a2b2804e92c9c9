import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isAbsence } from "../../../site/whole-files.ts";

/**
 * A file of a build by its address. Each part of the address is looked up among the names of a folder, first as it is and then without regard to case, as web
 * files are found on a portal: so no address leads out of the folder. Links are not followed.
 * @param path decoded, with `/`
 * @returns its path on disk; undefined: there is none
 */
export async function findBuiltFile(folder: string, path: string): Promise<string | undefined> {
  const parts = path.split("/").filter(Boolean);
  let at = folder;
  for (const [index, part] of parts.entries()) {
    const entries = await listFolder(at);
    const isLast = index === parts.length - 1;
    const fits = (entry: Dirent): boolean => (isLast ? entry.isFile() : entry.isDirectory());
    const found =
      entries.find((entry) => entry.name === part && fits(entry)) ??
      entries.find((entry) => entry.name.toLowerCase() === part.toLowerCase() && fits(entry));
    if (found === undefined) return undefined;
    at = join(at, found.name);
  }
  return at === folder ? undefined : at;
}

async function listFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
