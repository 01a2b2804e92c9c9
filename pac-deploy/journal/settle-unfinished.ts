import { join } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import { removeIfEmpty } from "../../site/whole-files.ts";
import { writeEdits } from "../../site/write-edits.ts";
import { planEdits } from "../plan/plan-edits.ts";
import { sha256 } from "../plan/sha256.ts";
import { Declined } from "../render-error.ts";
import type { Terminal } from "../terminal.ts";
import { closeJournal, halfWritten, readJournal, removeLeftovers } from "./journal.ts";
import type { Journal } from "./parse-journal.ts";
import { removeTemporaries } from "./remove-temporaries.ts";
import { readTexts } from "./write-plan.ts";

/**
 * Looks for a command that was cut off while it wrote into the folder, and puts back what was there before it.
 * @param mayWrite false (plan, dry run): it is only said
 * @throws UserError `site-half-written`, `site-busy`, `changed-since`, exit code 1; Declined
 */
export async function settleUnfinished(
  folder: string,
  { mayWrite, terminal }: { readonly mayWrite: boolean; readonly terminal: Terminal },
): Promise<void> {
  const journal = await readJournal(folder);
  if (journal === undefined) {
    if (mayWrite) await removeLeftovers(folder);
    return;
  }
  if (!mayWrite) throw halfWritten(journal);
  terminal.say(`\`portal-kit ${journal.action}\` was cut off at ${journal.startedAt}: the site folder is half written.`);
  if (!(await terminal.confirm(`Put its ${journal.files.length} files back as they were before?`))) throw new Declined();
  await putBack(folder, journal);
  terminal.say(`Its ${journal.files.length} files are as they were before.\n`);
}

async function putBack(folder: string, journal: Journal): Promise<void> {
  const before = new Map<string, string>();
  const current = await readTexts(
    folder,
    journal.files.map(({ path }) => path),
  );
  for (const file of journal.files) {
    const text = current.get(file.path);
    if (file.before !== null) before.set(file.path, file.before);
    const isBefore = (text ?? null) === file.before;
    const isAfter = text === undefined ? file.after === null : sha256(text) === file.after;
    if (!isBefore && !isAfter) throw changedSince(file.path);
  }
  await writeEdits(
    folder,
    planEdits(current, before, () => "puts back what was there before"),
  );
  await removeTemporaries(
    folder,
    journal.files.map(({ path }) => path),
  );
  for (const path of journal.folders.toReversed()) await removeIfEmpty(join(folder, path));
  await closeJournal(folder);
  await removeLeftovers(folder);
}

const changedSince = (path: string): UserError =>
  new UserError(
    "changed-since",
    "this file was changed after the command that wrote it was cut off: the kit does not know which text to keep",
    {
      exitCode: 1,
      place: { path },
      hint: "Restore the folder from version control and delete .portal-kit/writing.json.",
    },
  );
