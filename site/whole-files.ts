import { randomUUID } from "node:crypto";
import { renameSync } from "node:fs";
import { chmod, lstat, open, readFile, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A file as it is on disk. */
export interface PresentFile {
  readonly bytes: Buffer;
  readonly mode: number;
}

/** undefined: no such file. */
export async function readPresent(path: string): Promise<PresentFile | undefined> {
  try {
    const { mode } = await lstat(path);
    return { bytes: await readFile(path), mode: mode & 0o7777 };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** The text of a file; undefined: no such file. Bytes that are no UTF-8 stand as replacement characters. */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** A name beside `target` for its new bytes: a rename within one folder is atomic. */
export function temporaryBeside(target: string): string {
  return join(dirname(target), `.${startOfName(basename(target))}.${randomUUID()}.tmp`);
}

/** File systems limit names to 255 bytes, which 40 characters with what stands around them never reach. A character is never cut in two. */
export function startOfName(name: string): string {
  return name.slice(0, 40).replace(/[\uD800-\uDBFF]$/, "");
}

/** Writes a file that must not be there yet, down to the disk. */
export async function writeWhole(path: string, bytes: Buffer, mode: number | undefined): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    // The mode given to open is cut by the process's umask; this one is not.
    if (mode !== undefined) await chmod(path, mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Down to the disk: which names a folder holds. Without it a power cut may take back a rename, or keep a later one and lose an earlier one.
 * Windows has no such call, and NTFS keeps the order of names in a journal of its own; some network file systems refuse it.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  try {
    const opened = await open(folder, "r");
    try {
      await opened.sync();
    } finally {
      await opened.close();
    }
  } catch (error) {
    // A folder that may be written but not read is no reason to fail.
    if (!["EINVAL", "ENOTSUP", "EOPNOTSUPP", "EACCES", "EPERM", "EBADF"].includes(errorCodeOf(error)) && !isAbsence(error)) throw error;
  }
}

/**
 * On Windows a virus scanner or an editor may hold either file for a moment: a rename over an open file is refused there, on other systems it is not.
 * @param isReady is asked at the last moment, with nothing of this process between the answer and the rename
 * @returns false: it was not ready, and nothing is renamed
 */
export async function renameOver(from: string, to: string, isReady: () => boolean = () => true): Promise<boolean> {
  const waitsMs = [20, 50, 100, 200, 400];
  for (;;) {
    try {
      if (!isReady()) return false;
      renameSync(from, to);
      return true;
    } catch (error) {
      const waitMs = waitsMs.shift();
      const isHeld = process.platform === "win32" && ["EPERM", "EACCES", "EBUSY"].includes(errorCodeOf(error));
      if (!isHeld || waitMs === undefined) throw error;
      await delay(waitMs);
    }
  }
}

/** @returns whether the folder is gone */
export async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST"].includes(errorCodeOf(error))) return false;
    if (errorCodeOf(error) === "ENOENT") return true;
    throw error;
  }
}

/** The path, or a folder on the way, is not there. */
export function isAbsence(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(errorCodeOf(error));
}

/** `ENOENT` and the like; "" for other errors. */
export function errorCodeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
