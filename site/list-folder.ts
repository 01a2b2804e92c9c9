import { readdir } from "node:fs";
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
    if (isAbsence(error)) return undefined;
    if (!["EACCES", "EPERM"].includes(errorCodeOf(error))) throw error;
    throw new UserError("site-not-found", `${basename(folder)} may not be read (${folder}).`, {
      exitCode: 1,
      hint: "Check the permissions of the folder.",
      cause: error,
    });
  }
}
