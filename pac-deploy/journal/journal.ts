import { mkdir, open, readFile, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import { errorCodeOf, isAbsence } from "../../site/whole-files.ts";
import { kitVersion } from "../../contract/names.ts";
import type { Plan } from "../plan/plan.ts";

/** In the site folder only while a command writes; whoever finds it later knows that the command was cut off. */
export const journalPath = ".portal-kit/writing.json";

/** What one file is on its way from and to. */
export interface JournalFile {
  readonly path: string;
  /** null: there was none. */
  readonly before: string | null;
  /** SHA-256 (hex) of what the command writes; null: it deletes the file. */
  readonly after: string | null;
}

/** Enough to put a site folder back as it was before a command that was cut off. */
export interface Journal {
  readonly version: 1;
  readonly kit: string;
  readonly action: Plan["action"];
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly files: readonly JournalFile[];
  /** Folders that the command makes, parents first. */
  readonly folders: readonly string[];
}

/** A write takes seconds: whoever has the process number of an older journal is another program. */
const longestWriteMs = 10 * 60_000;
/** Between making the file and filling it. */
const longestFillMs = 10_000;

/**
 * Writes the journal, down to the disk; it also keeps every other command out.
 * @throws UserError `site-busy`, `site-half-written`, exit code 1; `write-failed`, exit code 3
 */
export async function openJournal(folder: string, work: Pick<Journal, "action" | "files" | "folders">): Promise<void> {
  const journal: Journal = { version: 1, kit: kitVersion, pid: process.pid, startedAt: new Date().toISOString(), ...work };
  const path = join(folder, journalPath);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, "wx");
    try {
      await file.writeFile(JSON.stringify(journal));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (errorCodeOf(cause) === "EEXIST" && cause instanceof Error && "syscall" in cause && cause.syscall === "open") {
      const found = await readJournal(folder);
      throw found === undefined ? siteBusy() : halfWritten(found);
    }
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
}

/** The last thing a command does: the folder is whole. */
export async function closeJournal(folder: string): Promise<void> {
  const path = join(folder, journalPath);
  await rm(path, { force: true });
  try {
    await rmdir(dirname(path));
  } catch (error) {
    // The state file stays in it after apply.
    if (!["ENOTEMPTY", "EEXIST"].includes(errorCodeOf(error)) && !isAbsence(error)) throw error;
  }
}

/**
 * The journal of a command that was cut off; undefined: there is none.
 * @throws UserError `site-busy`, exit code 1: its command still runs
 */
export async function readJournal(folder: string): Promise<Journal | undefined> {
  const path = join(folder, journalPath);
  let text: string;
  let ageMs: number;
  try {
    text = await readFile(path, "utf8");
    ageMs = Date.now() - (await stat(path)).mtimeMs;
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
  if (journal.pid !== process.pid && ageMs < longestWriteMs && isAlive(journal.pid)) throw siteBusy(journal.pid);
  return journal;
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

function siteBusy(pid?: number): UserError {
  return new UserError("site-busy", `another portal-kit${pid === undefined ? "" : ` (process ${pid})`} is writing into this site folder`, {
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

/** undefined: not whole. */
function parseJournal(text: string): Journal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const journal = value as Partial<Journal> | null; // each member that decides what is written is checked
  const isTextOrNull = (part: unknown): boolean => part === null || typeof part === "string";
  const isWhole =
    journal?.version === 1 &&
    Number.isSafeInteger(journal.pid) &&
    typeof journal.startedAt === "string" &&
    Array.isArray(journal.files) &&
    journal.files.every(
      (file: Partial<JournalFile>) => typeof file.path === "string" && isTextOrNull(file.before) && isTextOrNull(file.after),
    ) &&
    Array.isArray(journal.folders) &&
    journal.folders.every((folder) => typeof folder === "string");
  return isWhole ? (journal as Journal) : undefined; // just checked
}
