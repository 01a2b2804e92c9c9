import { readdir } from "node:fs/promises";
import { join } from "node:path";

const passedOver: ReadonlySet<string> = new Set([".git", "node_modules"]);

/** Folders with a `website.yml`, in the order of their paths; no site lies in another. */
export async function findSiteFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some((entry) => entry.isFile() && entry.name === "website.yml")) return [folder];
  const below = entries.filter((entry) => entry.isDirectory() && !passedOver.has(entry.name)).map(({ name }) => name);
  const found: string[] = [];
  for (const name of below.toSorted()) found.push(...(await findSiteFolders(join(folder, name))));
  return found;
}
