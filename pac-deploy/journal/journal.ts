import { randomUUID } from "node:crypto";
import { lstat, mkdir, open, readFile, rename, rm, rmdir, stat, type FileHandle } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { kitVersion } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import { tryLink } from "../../site/exchange-file.ts";
import { listFolder } from "../../site/list-folder.ts";
import { errorCodeOf, isAbsence, syncFolder } from "../../site/whole-files.ts";
import { journalPath, parseJournal, type Journal } from "./parse-journal.ts";

/** A write takes seconds: whoever has the process number of an older journal is another program. */
const longestWriteMs = 10 * 60_000;
/** The same for a process that cannot be asked after, being another machine's: a shared folder, or a container that has a machine's name of its own. */
const longestForeignWriteMs = 60_000;
/** Between making the file and filling it, where a file system cannot do both at once. */
const longestFillMs = 10_000;

/**
 * Writes the journal, down to the disk; it also keeps every other command out.
 * @throws UserError `site-busy`, `site-half-written`, `state-folder-link`, exit code 1; `write-failed`, exit code 3
 */
export async function openJournal(folder: string, work: Pick<Journal, "action" | "files" | "folders">): Promise<void> {
  const journal: Journal = {
    version: 1,
    kit: kitVersion,
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    ...work,
  };
  const path = join(folder, journalPath);
  await assertNoLink(dirname(path));
  let isTaken: boolean;
  try {
    isTaken = !(await writeNew(path, JSON.stringify(journal)));
    await syncFolder(dirname(path));
    await syncFolder(folder);
  } catch (cause) {
    throw new UserError(
      "write-failed",
      `The site folder could not be written, and is as it was: ${cause instanceof Error ? cause.message : String(cause)}.`,
      {
        exitCode: 3,
        hint: "Check free space and the permissions of the folder, then try again.",
        cause,
      },
    );
  }
  if (!isTaken) return;
  const found = await readJournal(folder);
  throw found === undefined ? siteBusy() : halfWritten(found);
}

/** All of the file or none of it. @returns false: there is one */
async function writeNew(path: string, text: string): Promise<boolean> {
  const temporary = join(dirname(path), `.writing.${process.pid}.${randomUUID()}.tmp`);
  try {
    const file = await openInFolder(temporary);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    const linked = await tryLink(temporary, path);
    return linked === "linked" || (linked === "unsupported" && (await fillNew(path, temporary)));
  } finally {
    await rm(temporary, { force: true });
    await removeFolderIfEmpty(dirname(path));
  }
}

/** Another command that ends may take the empty folder away between making it and using it. */
async function openInFolder(path: string, attempts = 3): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  try {
    return await open(path, "wx");
  } catch (error) {
    if (attempts <= 1 || errorCodeOf(error) !== "ENOENT") throw error;
    return openInFolder(path, attempts - 1);
  }
}

/** Without hard links: an empty file keeps the others out, and the whole one takes its place. */
async function fillNew(path: string, temporary: string): Promise<boolean> {
  try {
    await (await open(path, "wx")).close();
  } catch (error) {
    if (errorCodeOf(error) === "EEXIST") return false;
    throw error;
  }
  await rename(temporary, path);
  return true;
}

/** What is written below a link would not be in this folder. */
async function assertNoLink(path: string): Promise<void> {
  try {
    if (!(await lstat(path)).isSymbolicLink()) return;
  } catch (error) {
    if (isAbsence(error)) return;
    throw error;
  }
  throw new UserError("state-folder-link", "the folder .portal-kit is a link: what it says of this site would lie somewhere else", {
    exitCode: 1,
    place: { path: dirname(journalPath) },
    hint: "Put a plain folder in its place, with state.json in it if there is one.",
  });
}

/** The last thing a command does: the folder is whole. */
export async function closeJournal(folder: string): Promise<void> {
  const path = join(folder, journalPath);
  await rm(path, { force: true });
  await syncFolder(dirname(path));
  // The state file stays in it after apply.
  await removeFolderIfEmpty(dirname(path));
}

/** What a command leaves that was killed before it had its journal. */
export async function removeLeftovers(folder: string): Promise<void> {
  const inside = dirname(join(folder, journalPath));
  const entries = await listFolder(inside);
  if (entries === undefined) return;
  for (const { name } of entries) {
    const pid = /^\.writing\.(\d+)\.[-0-9a-f]{36}\.tmp$/.exec(name)?.[1];
    // A process that looks for leftovers is not writing itself.
    if (pid === undefined || (Number(pid) !== process.pid && isAlive(Number(pid)) && (await ageOf(join(inside, name))) < longestFillMs))
      continue;
    await rm(join(inside, name), { force: true });
  }
  await removeFolderIfEmpty(inside);
}

async function removeFolderIfEmpty(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes(errorCodeOf(error)) && !isAbsence(error)) throw error;
  }
}

/**
 * The journal of a command that was cut off; undefined: there is none.
 * @throws UserError `site-busy` (its command still runs), `journal-newer`, `journal-broken`, exit code 1
 */
export async function readJournal(folder: string): Promise<Journal | undefined> {
  const path = join(folder, journalPath);
  let text: string;
  let ageMs: number;
  try {
    text = await readFile(path, "utf8");
    ageMs = await ageOf(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
  const journal = parseJournal(text);
  if (journal === undefined) {
    if (ageMs < longestFillMs) throw siteBusy();
    // Cut off before the journal was whole, so before anything else was written.
    await closeJournal(folder);
    return undefined;
  }
  const isOurs = journal.host === undefined || journal.host === hostname();
  if (!isOurs && ageMs < longestForeignWriteMs) throw siteBusy(`process ${journal.pid} of ${journal.host}`);
  if (isOurs && journal.pid !== process.pid && ageMs < longestWriteMs && isAlive(journal.pid)) throw siteBusy(`process ${journal.pid}`);
  return journal;
}

async function ageOf(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if (isAbsence(error)) return 0;
    throw error;
  }
}

export function halfWritten(journal: Journal): UserError {
  return new UserError(
    "site-half-written",
    `\`portal-kit ${journal.action}\` was cut off at ${journal.startedAt} while it wrote ${journal.files.length} files: the site folder is half written`,
    {
      exitCode: 1,
      place: { path: journalPath },
      hint: "Run `portal-kit apply` or `portal-kit remove`: each first puts the folder back as it was before. Or restore the folder from version control and delete .portal-kit/writing.json.",
    },
  );
}

function siteBusy(who?: string): UserError {
  return new UserError("site-busy", `another portal-kit${who === undefined ? "" : ` (${who})`} is writing into this site folder`, {
    exitCode: 1,
    place: { path: journalPath },
    hint: "Wait until it has ended, then run the command again.",
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return errorCodeOf(error) === "EPERM";
  }
}
