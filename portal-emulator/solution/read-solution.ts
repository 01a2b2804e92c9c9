import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import { isSolutionFile, parseSolution } from "./parse-solution.ts";
import type { Solution } from "./solution.ts";

/** Folders deeper than this hold no solution that a tool wrote. */
const maxDepth = 8;
const maxFiles = 20_000;

/**
 * Reads an unpacked solution: the folder that `pac solution unpack` or `pac solution clone` wrote, the one above it, or a customizations.xml.
 * Links are not followed. @throws UserError `solution-missing`, `solution-packed`, `solution-empty`, `solution-syntax`, exit 2
 */
export async function readSolution(path: string): Promise<Solution> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw refusal("solution-missing", path, "is not there");
  if (found.isFile()) {
    if (/\.(?:zip|cab)$/i.test(path)) throw refusal("solution-packed", path, "is packed");
    return parseSolution(new Map([[/\.xml$/i.test(path) ? "customizations.xml" : basename(path), await readFile(path, "utf8")]]));
  }
  const files = new Map<string, string>();
  for (const file of await listFiles(path)) files.set(file, await readFile(join(path, file), "utf8"));
  if (files.size > 0) return parseSolution(files);
  const packed = (await readdir(path)).find((name) => /\.zip$/i.test(name));
  throw packed === undefined
    ? refusal("solution-empty", path, "holds no customizations.xml and no Entities")
    : refusal("solution-packed", join(path, packed), "is packed");
}

function refusal(code: string, path: string, what: string): UserError {
  return new UserError(code, `--solution names ${path}, which ${what}`, {
    exitCode: 2,
    hint: "Give an unpacked solution: pac solution unpack --zipfile <file>.zip --folder <folder>.",
  });
}

async function listFiles(root: string): Promise<string[]> {
  const files: string[] = [];
  const walk = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && depth < maxDepth && entry.name !== "node_modules" && !entry.name.startsWith("."))
        await walk(path, depth + 1);
      else if (entry.isFile() && isSolutionFile(path)) files.push(path);
      if (files.length > maxFiles)
        throw refusal("solution-empty", root, `holds more than ${maxFiles} files of solutions: name the folder of one`);
    }
  };
  await walk("", 0);
  return files;
}
