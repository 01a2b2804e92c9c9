import { UserError } from "../../contract/user-error.ts";
import { isSafePath } from "../../site/apply-edits.ts";
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
  /** Name of the machine that `pid` is a process of; absent: this one. */
  readonly host?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly files: readonly JournalFile[];
  /** Folders that the command makes, parents first. */
  readonly folders: readonly string[];
}

/**
 * @returns undefined: a beginning of a journal. It is on the disk before anything else is written, so nothing else was.
 * @throws UserError `journal-newer`, `journal-broken`, exit code 1: what a command was doing to the folder is not known, and nothing is touched
 */
export function parseJournal(text: string): Journal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    if (isBeginning(text)) return undefined;
    throw broken(cause);
  }
  if (typeof value !== "object" || value === null) throw broken();
  const journal = value as Partial<Journal> & { readonly version?: unknown }; // each member that decides what is written is checked
  if (typeof journal.version === "number" && journal.version > 1) {
    throw new UserError(
      "journal-newer",
      `a newer portal-kit${typeof journal.kit === "string" ? ` (${journal.kit})` : ""} was cut off while it wrote into this site folder, and this one cannot read what it was doing`,
      {
        exitCode: 1,
        place: { path: journalPath },
        hint: "Run `portal-kit apply` or `portal-kit remove` of that version, which puts the folder back first.",
      },
    );
  }
  const isTextOrNull = (part: unknown): boolean => part === null || typeof part === "string";
  const isWhole =
    journal.version === 1 &&
    Number.isSafeInteger(journal.pid) &&
    typeof journal.startedAt === "string" &&
    (journal.host === undefined || typeof journal.host === "string") &&
    Array.isArray(journal.files) &&
    journal.files.every(
      (file: Partial<JournalFile> | null) =>
        typeof file?.path === "string" && isSafePath(file.path) && isTextOrNull(file.before) && isTextOrNull(file.after),
    ) &&
    Array.isArray(journal.folders) &&
    journal.folders.every((folder: unknown) => typeof folder === "string" && isSafePath(folder));
  if (!isWhole) throw broken();
  return journal as Journal; // just checked
}

/** After a power cut a file may have its length and not yet its bytes. */
function isBeginning(text: string): boolean {
  const start = text.slice(0, 40).replaceAll(/[\s\0]/g, "");
  const known = '{"version":1,';
  return start.length < known.length ? known.startsWith(start) : start.startsWith(known);
}

const broken = (cause?: unknown): UserError =>
  new UserError(
    "journal-broken",
    "a command was cut off while it wrote into this site folder, and its journal is damaged: what was there before is not known",
    {
      exitCode: 1,
      place: { path: journalPath },
      hint: `Restore the folder from version control, and delete ${journalPath}.`,
      ...(cause === undefined ? {} : { cause }),
    },
  );
