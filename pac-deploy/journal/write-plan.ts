import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { stateFilePath } from "../../contract/names.ts";
import { applyEdits } from "../../site/apply-edits.ts";
import { UserError } from "../../contract/user-error.ts";
import { isAbsence } from "../../site/whole-files.ts";
import { writeEdits } from "../../site/write-edits.ts";
import { sha256 } from "../plan/sha256.ts";
import type { Plan } from "../plan/plan.ts";
import { closeJournal, openJournal } from "./journal.ts";
import { journalPath, type JournalFile } from "./parse-journal.ts";
import { removeTemporaries } from "./remove-temporaries.ts";

/**
 * Writes a plan into its site folder, all or none. A journal in the folder says what it was like before, so that being killed half way
 * loses nothing; a second command at the same time is refused.
 * @throws UserError `site-busy`, or what writeEdits throws; the folder is as it was then
 */
export async function writePlan(folder: string, plan: Plan): Promise<void> {
  const before = await readTexts(
    folder,
    plan.edits.map(({ path }) => path),
  );
  const after = applyEdits(before, plan.edits);
  const files = [...new Set(plan.edits.map(({ path }) => path))].map((path): JournalFile => {
    const text = after.get(path);
    return { path, before: before.get(path) ?? null, after: text === undefined ? null : sha256(text) };
  });
  const folders = await findMissingFolders(folder, plan);
  await openJournal(folder, { action: plan.action, files, folders });
  try {
    const planned = Object.entries(plan.before).flatMap(([path, hash]) => (hash === null ? [] : [[path, hash] as const]));
    await writeEdits(folder, plan.edits, new Map(planned));
  } catch (error) {
    // Where the folder could not be put back either, the journal stays, for the next command to do it.
    if (!(error instanceof UserError && error.code === "write-unfinished")) await leave(folder, files, error);
    throw error;
  }
  try {
    await closeJournal(folder);
  } catch (cause) {
    throw new UserError("write-failed", `The site folder is written, but the journal could not be taken away: ${messageOf(cause)}.`, {
      exitCode: 3,
      place: { path: journalPath },
      hint: "Check the permissions of the folder, then run the command again: it puts the folder back as it was and begins anew.",
      cause,
    });
  }
}

async function leave(folder: string, files: readonly JournalFile[], reason: unknown): Promise<void> {
  try {
    await removeTemporaries(
      folder,
      files.map(({ path }) => path),
    );
    await closeJournal(folder);
  } catch (cause) {
    throw new UserError(
      "write-failed",
      `The site folder could not be written (${messageOf(reason)}), and the journal could not be taken away: ${messageOf(cause)}.`,
      {
        exitCode: 3,
        place: { path: journalPath },
        hint: "The folder is as it was. Check its permissions, then run the command again.",
        cause: new AggregateError([reason, cause]),
      },
    );
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The files that are there, by path. */
export async function readTexts(folder: string, paths: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of new Set(paths)) {
    try {
      texts.set(path, await readFile(join(folder, path), "utf8"));
    } catch (error) {
      if (!isAbsence(error)) throw error;
    }
  }
  return texts;
}

async function findMissingFolders(folder: string, plan: Plan): Promise<string[]> {
  const parents = new Set(
    plan.edits
      .filter((edit) => edit.kind === "create" && edit.path !== stateFilePath)
      .flatMap(({ path }) =>
        path
          .split("/")
          .slice(0, -1)
          .map((_, index, names) => names.slice(0, index + 1).join("/")),
      ),
  );
  const isMissing = await Promise.all([...parents].map(async (path) => ((await exists(join(folder, path))) ? [] : [path])));
  return isMissing.flat().sort();
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}
