import { lstatSync } from "node:fs";
import { link, mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCodeOf, isAbsence, readPresent, renameOver, temporaryBeside, writeWhole } from "./whole-files.ts";
import type { PresentFile } from "./whole-files.ts";

// Somebody else may write into the folder at any moment: an editor, git, another download. None of these functions looks at a file first and replaces it
// later: each keeps the old file under a second name until it has seen that the old file is still what it was. What is left between the last look and
// the rename is one system call; without hard links (FAT, some network shares) it is as long as reading the file takes.

/** @returns false: there is something under that name, and it stays */
export async function putNew(temporary: string, target: string): Promise<boolean> {
  // A rename would replace what came meanwhile; a link never does.
  const linked = await tryLink(temporary, target);
  if (linked === "taken") return false;
  if (linked !== "linked") return renameOver(temporary, target, () => !isThere(target));
  await rm(temporary, { force: true });
  return true;
}

/** @returns false: the file is not the one that was expected any more, and what somebody else wrote stays */
export async function putOver(temporary: string, target: string, before: Buffer): Promise<boolean> {
  const kept = temporaryBeside(target);
  const linked = await tryLink(target, kept);
  if (linked === "gone") return false;
  if (linked !== "linked") {
    const present = await readPresent(target);
    return present?.bytes.equals(before) === true && renameOver(temporary, target);
  }
  let holdsOthers = false;
  try {
    if (!(await readFile(kept)).equals(before)) return false;
    if (!(await renameOver(temporary, target, () => isOneFile(kept, target)))) return false;
    if ((await readFile(kept)).equals(before)) return true;
    // Somebody had the old file open, and wrote into it after the look.
    holdsOthers = true;
    await renameOver(kept, target);
    holdsOthers = false;
    return false;
  } finally {
    if (!holdsOthers) await rm(kept, { force: true });
  }
}

/** Deletes a file. @returns false: it is not the one that was expected any more, and stays */
export async function takeAway(target: string, before: Buffer): Promise<boolean> {
  const kept = temporaryBeside(target);
  try {
    await rename(target, kept);
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
  if ((await readFile(kept)).equals(before)) {
    await rm(kept);
    return true;
  }
  if (!(await putNew(kept, target))) throw new Error(`what somebody else wrote is in ${kept}`);
  return false;
}

/**
 * Puts a file back that this process has replaced or deleted.
 * @param after what this process left there; undefined: nothing
 * @throws where there is neither: somebody else's change stays
 */
export async function putBack(target: string, { bytes, mode }: PresentFile, after: Buffer | undefined): Promise<void> {
  const present = await readPresent(target);
  if (present?.bytes.equals(bytes) === true) return;
  await mkdir(dirname(target), { recursive: true });
  const temporary = temporaryBeside(target);
  await writeWhole(temporary, bytes, mode);
  if (after === undefined ? await putNew(temporary, target) : await putOver(temporary, target, after)) return;
  await rm(temporary, { force: true });
  throw changedMeanwhile(target);
}

/** Takes away a file that this process has made. @throws where it is somebody else's by now */
export async function takeNewAway(target: string, made: Buffer | undefined): Promise<void> {
  const present = await readPresent(target);
  if (present === undefined) return;
  if (made === undefined || !(await takeAway(target, made))) throw changedMeanwhile(target);
}

const changedMeanwhile = (path: string): Error => new Error(`${path} was changed by another program meanwhile, and keeps that change`);

/** A second name for a file: made only where nothing has that name, and all at once. `gone`: there is no such file. */
export async function tryLink(from: string, to: string): Promise<"linked" | "taken" | "gone" | "unsupported"> {
  try {
    await link(from, to);
    return "linked";
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === "EEXIST") return "taken";
    // The folder is gone just as well where the file is: the fallback says which.
    if (isAbsence(error)) return isThere(from) ? "unsupported" : "gone";
    // EPERM also where the kernel lets only a file's owner link it.
    if (["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV", "EINVAL", "EACCES", "UNKNOWN", "EISDIR"].includes(code))
      return "unsupported";
    throw error;
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isOneFile(path: string, other: string): boolean {
  const [a, b] = [path, other].map((each) => lstatSync(each, { throwIfNoEntry: false, bigint: true }));
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}
