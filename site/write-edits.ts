import { isUtf8 } from "node:buffer";
import { lstat, mkdir, readdir, realpath, rm } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { SiteEdit } from "../contract/edit.ts";
import { UserError } from "../contract/user-error.ts";
import { applySplices, conflict, existsAlready, groupEdits, hasChanged, isGone, sha256 } from "./apply-edits.ts";
import type { FileChange } from "./apply-edits.ts";
import { eachAtOnce } from "./each-at-once.ts";
import { putBack, putNew, putOver, takeAway, takeNewAway } from "./exchange-file.ts";
import { errorCodeOf, isAbsence, readPresent, removeIfEmpty, syncFolder, temporaryBeside, writeWhole } from "./whole-files.ts";
import type { PresentFile } from "./whole-files.ts";

/** One file's change with everything decided; `target` is where the bytes are, links resolved. */
interface Step {
  readonly path: string;
  readonly target: string;
  /** undefined: the file is not there yet. */
  readonly before: PresentFile | undefined;
  /** undefined: the file is deleted. */
  readonly after: Buffer | undefined;
}

/** What takes back the writing so far, oldest first. */
type Undo = (() => Promise<unknown>)[];

/**
 * Writes the edits of a plan into a site folder, all or none: everything is checked before the first byte, each file is replaced whole,
 * and what was written is taken back when a later file fails. Folders are made as needed; a folder that a deletion empties goes too.
 * @param before SHA-256 (hex) of files as they were planned: an edit says what stands at its own place only
 * @throws UserError `edit-conflict` (the files are not as planned) or `write-failed` (the disk refused), and the folder is as it was; `write-unfinished`: it is not
 */
export async function writeEdits(
  folder: string,
  edits: readonly SiteEdit[],
  before: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  const undo: Undo = [];
  try {
    const root = await realpath(folder);
    const steps: Step[] = [];
    for (const change of groupEdits(edits)) {
      const step = await checkChange(root, change);
      const planned = before.get(step.path);
      if (planned !== undefined && (step.before === undefined || sha256(step.before.bytes) !== planned)) throw hasChanged(step.path);
      if (step.before === undefined || step.after === undefined || !step.before.bytes.equals(step.after)) steps.push(step);
    }
    const staged: { step: Step; temporary: string | undefined }[] = [];
    for (const step of steps) staged.push({ step, temporary: step.after === undefined ? undefined : await stage(step, step.after, undo) });
    for (const { step, temporary } of staged) await commit(step, temporary, undo);
    for (const step of steps) if (step.after === undefined) await removeEmptiedFolders(root, dirname(step.target), undo);
    await syncFolders(root, steps);
  } catch (error) {
    await takeBack(undo, error);
    if (error instanceof UserError) throw error;
    throw new UserError("write-failed", `The site folder could not be written, and is as it was: ${messageOf(error)}.`, {
      exitCode: 3,
      hint: "Close programs that hold the files, check free space and permissions, then try again.",
      cause: error,
    });
  }
}

async function checkChange(root: string, change: FileChange): Promise<Step> {
  const { path } = change;
  const target = await resolveInside(root, path);
  if (change.kind === "create") {
    const taken = await findOnDisk(root, path);
    if (taken === path && (await lstat(target)).isFile() && isUnreadable(await readPresent(target))) throw notText(path);
    if (taken !== undefined) throw existsAlready(path, taken);
    return { path, target, before: undefined, after: Buffer.from(change.text, "utf8") };
  }
  const before = await readPresent(target);
  if (before === undefined) throw isGone(path);
  // A rename would get past it, except on Windows; whoever made the file read-only (a person, a version control with locks) means it.
  if ((before.mode & 0o222) === 0)
    throw conflict(path, "the file is read-only", undefined, "Make the file writable, then run the command again.");
  if (change.kind === "delete") {
    if (await isLink(join(root, path))) throw conflict(path, "the file to delete is a link");
    if (sha256(before.bytes) !== change.sha256) throw hasChanged(path);
    return { path, target, before, after: undefined };
  }
  if (isUnreadable(before)) throw notText(path);
  return { path, target, before, after: Buffer.from(applySplices(path, before.bytes.toString("utf8"), change.splices), "utf8") };
}

/** A plan is made from the texts of a site; what is no text is not among them. */
const isUnreadable = (file: PresentFile | undefined): boolean => file !== undefined && !isUtf8(file.bytes);
const notText = (path: string): UserError =>
  conflict(path, "the file is not UTF-8 text, and is not edited", undefined, "Save it as UTF-8, then plan again.");

/** Where a path's bytes lie: behind links, as long as those stay inside the folder. A path that is not there yet is judged by its nearest folder. */
async function resolveInside(root: string, path: string): Promise<string> {
  const segments = path.split("/");
  for (let depth = segments.length; depth >= 0; depth -= 1) {
    const nearest = join(root, ...segments.slice(0, depth));
    try {
      const real = await realpath(nearest);
      if (real !== root && !real.startsWith(root + sep)) throw conflict(path, "a link on the way leads out of the site folder");
      return join(real, ...segments.slice(depth));
    } catch (error) {
      if (!isAbsence(error)) throw error;
      if (await isLink(nearest)) throw conflict(path, "a link on the way leads nowhere");
    }
  }
  throw new Error(`The folder ${root} went away.`);
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}

/** What already stands where a new file would: itself, a file where it needs a folder, or a name on the way that differs only in letter case. */
async function findOnDisk(root: string, path: string): Promise<string | undefined> {
  const segments = path.split("/");
  for (const [index, segment] of segments.entries()) {
    const above = segments.slice(0, index);
    const names = await listNames(join(root, ...above));
    if (names === undefined) return above.join("/");
    const wanted = segment.normalize("NFC").toLowerCase();
    const found = names.includes(segment) ? segment : names.find((name) => name.normalize("NFC").toLowerCase() === wanted);
    if (found === undefined) return undefined;
    if (found !== segment || index === segments.length - 1) return [...above, found].join("/");
  }
  return undefined;
}

/** undefined: not a folder. */
async function listNames(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCodeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

async function stage({ target, before }: Step, bytes: Buffer, undo: Undo): Promise<string> {
  const folder = dirname(target);
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) undo.push(() => removeMadeFolders(made, folder));
  const temporary = temporaryBeside(target);
  undo.push(() => rm(temporary, { force: true }));
  await writeWhole(temporary, bytes, before?.mode);
  return temporary;
}

async function commit({ path, target, before, after }: Step, temporary: string | undefined, undo: Undo): Promise<void> {
  // What takes it back is known first: it minds only what this process wrote.
  undo.push(() => (before === undefined ? takeNewAway(target, after) : putBack(target, before, after)));
  const isDone =
    temporary === undefined
      ? before !== undefined && (await takeAway(target, before.bytes))
      : before === undefined
        ? await putNew(temporary, target)
        : await putOver(temporary, target, before.bytes);
  if (isDone) return;
  undo.pop();
  throw hasChanged(path);
}

/** New names are on the disk before the caller says that all is written. */
async function syncFolders(root: string, steps: readonly Step[]): Promise<void> {
  const folders = new Set<string>();
  for (const { target } of steps) for (let at = dirname(target); at.startsWith(root); at = dirname(at)) folders.add(at);
  await eachAtOnce([...folders], syncFolder);
}

async function removeEmptiedFolders(root: string, folder: string, undo: Undo): Promise<void> {
  for (let at = folder; at.startsWith(root + sep); at = dirname(at)) {
    if (!(await removeIfEmpty(at))) return;
    undo.push(() => mkdir(at, { recursive: true }));
  }
}

async function removeMadeFolders(made: string, folder: string): Promise<void> {
  for (let at = folder; at.length >= made.length; at = dirname(at)) {
    if (!(await removeIfEmpty(at))) return;
  }
}

/** Everything is tried, newest first, even when one step fails. */
async function takeBack(undo: Undo, reason: unknown): Promise<void> {
  const failures: unknown[] = [];
  for (const step of undo.toReversed()) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length === 0) return;
  throw new UserError(
    "write-unfinished",
    `The site folder could not be written (${messageOf(reason)}), and could not be put back either: ${failures.map(messageOf).join("; ")}.`,
    {
      exitCode: 3,
      hint: "Restore the folder from git, or download the site again.",
      cause: new AggregateError([reason, ...failures]),
    },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
