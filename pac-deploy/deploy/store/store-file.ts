import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../../contract/user-error.ts";
import { errorCodeOf, renameOver, syncFolder } from "../../../site/whole-files.ts";

/**
 * A file for its owner alone, down to the disk: all of it or, if this process ends meanwhile, what was there before.
 * @throws UserError `store-not-written`, exit code 3
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.writing.${randomUUID()}.tmp`);
  try {
    await writeThrough(temporary, text);
    await renameOver(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw notWritten(path, error);
  }
  await syncFolder(dirname(path));
}

/** What a person can mend: a full disk, missing rights. */
function notWritten(path: string, cause: unknown): unknown {
  if (!/^(?:ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EIO|EMFILE)$/.test(errorCodeOf(cause))) return cause;
  return new UserError(
    "store-not-written",
    `what is remembered of deployments could not be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    {
      exitCode: 3,
      place: { path },
      hint: "Make room, or see who may write there; --store or PORTAL_KIT_STORE name another folder, which remembers nothing of before.",
      cause,
    },
  );
}

/** @returns false: there is one, and it stays as it is */
export async function writeNewFile(path: string, text: string): Promise<boolean> {
  try {
    await writeThrough(path, text);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === "EEXIST") return false;
    // It was made and could not be filled.
    await rm(path, { force: true });
    throw notWritten(path, error);
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a folder that was written under another name its own, which nothing may have yet. */
export async function settleFolder(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}
