import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAbsence, startOfName } from "../../site/whole-files.ts";

/** New bytes, and old ones, wait beside their file under a name of their own (site/whole-files.ts) until all are written. */
export async function removeTemporaries(folder: string, paths: readonly string[]): Promise<void> {
  const starts = new Set(paths.map((path) => `${dirname(path)}/.${startOfName(basename(path))}.`));
  for (const parent of new Set(paths.map((path) => dirname(path)))) {
    for (const name of await listNames(join(folder, parent))) {
      const start = /^(.*\.)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.exec(name)?.[1];
      if (start !== undefined && starts.has(`${parent}/${start}`)) await rm(join(folder, parent, name), { force: true });
    }
  }
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
