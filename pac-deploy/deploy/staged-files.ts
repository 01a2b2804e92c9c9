import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readTextIfThere } from "../../site/whole-files.ts";

/** The files of a staging copy that are being edited: each is read once and written once. */
export interface StagedFiles {
  /** undefined: no such file. */
  read(path: string): Promise<string | undefined>;
  put(path: string, text: string): void;
  copy(from: string, path: string): Promise<void>;
  remove(path: string): Promise<void>;
  write(): Promise<void>;
}

export function createStagedFiles(siteFolder: string): StagedFiles {
  const texts = new Map<string, string | undefined>();
  const changed = new Set<string>();
  const at = (path: string): string => join(siteFolder, path);
  return {
    async read(path) {
      if (!texts.has(path)) texts.set(path, await readTextIfThere(at(path)));
      return texts.get(path);
    },
    put(path, text) {
      texts.set(path, text);
      changed.add(path);
    },
    async copy(from, path) {
      await mkdir(dirname(at(path)), { recursive: true });
      await copyFile(from, at(path));
    },
    async remove(path) {
      texts.set(path, undefined);
      changed.delete(path);
      await rm(at(path), { force: true });
    },
    async write() {
      for (const path of changed) {
        await mkdir(dirname(at(path)), { recursive: true });
        await writeFile(at(path), texts.get(path) ?? "", { mode: 0o600 });
      }
      changed.clear();
    },
  };
}
