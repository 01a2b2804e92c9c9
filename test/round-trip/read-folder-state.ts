import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Bytes (as a hash), kind and mode of everything below a folder, by path with `/`; links are not followed. */
export function readFolderState(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { path, name, mode } of walk(folder)) {
    const stats = lstatSync(path);
    const what = stats.isDirectory()
      ? "folder"
      : stats.isSymbolicLink()
        ? `link to ${readlinkSync(path)}`
        : stats.isFile()
          ? createHash("sha256").update(readFileSync(path)).digest("hex")
          : "something else";
    found[name] = `${mode} ${what}`;
  }
  return found;
}

/** When each file was last written, and which file on the disk it is: the same for a file that nobody has touched. */
export function readFileTimes(folder: string): Record<string, string> {
  return Object.fromEntries(
    walk(folder).flatMap(({ path, name }) => {
      const stats = lstatSync(path, { bigint: true });
      return stats.isFile() ? [[name, `${stats.ino} ${stats.mtimeNs}`]] : [];
    }),
  );
}

function walk(folder: string): { path: string; name: string; mode: string }[] {
  const found: { path: string; name: string; mode: string }[] = [];
  const visit = (at: string): void => {
    for (const entry of readdirSync(at).sort()) {
      const path = join(at, entry);
      const stats = lstatSync(path);
      found.push({ path, name: relative(folder, path).split(sep).join("/"), mode: (stats.mode & 0o7777).toString(8) });
      if (stats.isDirectory()) visit(path);
    }
  };
  visit(folder);
  return found;
}
