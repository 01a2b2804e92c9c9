import { randomUUID } from "node:crypto";
import { chmod, lstat, mkdir, open, readFile, rename, rmdir } from "node:fs/promises";
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

/** A name beside `target` for its new bytes: a rename within one folder is atomic. */
export function temporaryBeside(target: string): string {
  return join(dirname(target), `.${basename(target).slice(0, 40)}.${randomUUID()}.tmp`);
}

/** Writes a file that must not be there yet, down to the disk. */
export async function writeWhole(path: string, bytes: Buffer, mode: number | undefined): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  // The mode given to open is cut by the process's umask; this one is not.
  if (mode !== undefined) await chmod(path, mode);
}

/** On Windows a virus scanner or an editor may hold the file for a moment. */
export async function renameOver(from: string, to: string): Promise<void> {
  const waitsMs = [20, 50, 100, 200, 400];
  for (;;) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const waitMs = waitsMs.shift();
      const isHeld = process.platform === "win32" && ["EPERM", "EACCES", "EBUSY"].includes(errorCodeOf(error));
      if (!isHeld || waitMs === undefined) throw error;
      await delay(waitMs);
    }
  }
}

export async function restoreFile(target: string, { bytes, mode }: PresentFile): Promise<void> {
  const present = await readPresent(target);
  if (present?.bytes.equals(bytes) === true) return;
  await mkdir(dirname(target), { recursive: true });
  const temporary = temporaryBeside(target);
  await writeWhole(temporary, bytes, mode);
  await renameOver(temporary, target);
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
