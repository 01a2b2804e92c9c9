import { UserError } from "../../contract/user-error.ts";
import type { CiFile } from "./ci-options.ts";

export interface PlannedCiFile extends CiFile {
  readonly kind: "create" | "unchanged";
}

/**
 * Which files are to be written: one that is there and says something else is a person's, and stays.
 * @param present texts of the files that are there, by path
 * @throws UserError `ci-file-changed`, exit code 1
 */
export function planCiFiles(files: readonly CiFile[], present: ReadonlyMap<string, string>): PlannedCiFile[] {
  const sameText = (a: string, b: string): boolean => a.replaceAll("\r\n", "\n") === b.replaceAll("\r\n", "\n");
  const changed = files.filter(({ path, text }) => !sameText(present.get(path) ?? text, text));
  const [first] = changed;
  if (first !== undefined) {
    throw new UserError(
      "ci-file-changed",
      `${changed.length === 1 ? "this file is" : `${changed.length} files are`} there already and ${changed.length === 1 ? "says" : "say"} something else than this version would write`,
      {
        exitCode: 1,
        place: { path: first.path },
        hint: "Nothing was written. Write to another folder with --out and take over what you want, or delete the file first.",
      },
    );
  }
  return files.map((file) => ({ ...file, kind: present.has(file.path) ? "unchanged" : "create" }));
}
