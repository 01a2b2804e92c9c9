import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Every file below a folder as path → bytes in base64, and every folder as path → "folder". */
export function readFolderBytes(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (at: string): void => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      const key = relative(folder, path).split(sep).join("/");
      if (statSync(path).isDirectory()) {
        found[`${key}/`] = "folder";
        walk(path);
      } else {
        found[key] = readFileSync(path).toString("base64");
      }
    }
  };
  walk(folder);
  return found;
}
