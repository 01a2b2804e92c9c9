import { readdir, readdirSync } from "node:fs";
import type { Dirent } from "node:fs";
import { basename } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../contract/user-error.ts";
import { errorCodeOf, isAbsence } from "./whole-files.ts";

const readFolder = promisify(readdir);

/** undefined: no such folder. */
export async function listFolder(folder: string): Promise<Dirent[] | undefined> {
  try {
    return await readFolder(folder, { withFileTypes: true });
  } catch (error) {
    return undefinedIfAbsent(folder, error);
  }
}

/** As `listFolder`, without handing the work to another thread. */
export function listFolderNow(folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return undefinedIfAbsent(folder, error);
  }
}

function undefinedIfAbsent(folder: string, error: unknown): undefined {
  if (isAbsence(error)) return undefined;
  if (!["EACCES", "EPERM"].includes(errorCodeOf(error))) throw error;
  throw new UserError("site-not-found", `${basename(folder)} may not be read (${folder}).`, {
    exitCode: 1,
    hint: "Check the permissions of the folder.",
    cause: error,
  });
}
