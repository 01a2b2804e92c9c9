import { stat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import { listFolder } from "../../site/list-folder.ts";
import { parseTrackingScript } from "../configuration/parse-tracking-script.ts";
import type { FoundScript } from "./look-at-site.ts";

/** A pasted script has some two kilobytes. */
const limitBytes = 64 * 1024;

/** Files directly in a folder that hold a whole tracking script, by name. A page of the site's own is none. */
export async function findScripts(folder: string): Promise<FoundScript[]> {
  const names = ((await listFolder(folder)) ?? [])
    .filter((entry) => entry.isFile() && /\.(?:html?|txt|js)$/i.test(entry.name) && !/^index\.html?$/i.test(entry.name))
    .map(({ name }) => name)
    .sort();
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      if ((await stat(path)).size > limitBytes) return [];
      return holdsScript(await readFile(path, "utf8"), path) ? [{ path: name }] : [];
    }),
  );
  return found.flat();
}

function holdsScript(text: string, path: string): boolean {
  try {
    parseTrackingScript(text, path);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
