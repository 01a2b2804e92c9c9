import type { Finding } from "../../contract/finding.ts";
import { UserError } from "../../contract/user-error.ts";
import { siteFinding } from "./desired.ts";
import { fileHash, type Insertion, type KitState } from "./kit-state.ts";
import { undoInsertion } from "./undo-insertion.ts";
import { undoReplacement } from "./undo-replacement.ts";

/** The site's texts as they were before the kit, and what a person made of the kit's own texts since. */
export interface UndoneSite {
  readonly texts: ReadonlyMap<string, string>;
  /** Texts of the kit that a person has changed, by path. */
  readonly personsTexts: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

/**
 * Takes everything out that the state says the kit put in. Nothing is guessed: what is there but not as it was written is a conflict,
 * what a person has taken out already is a finding.
 * @throws UserError `kit-file-changed` or `kit-edit-changed`, exit code 1, naming the file
 */
export function undoState(current: ReadonlyMap<string, string>, state: KitState): UndoneSite {
  const texts = new Map(current);
  const personsTexts = new Map<string, string>();
  const findings: Finding[] = [];
  // The last change first: an earlier one may have been made inside what a later one added to.
  for (const replacement of state.replacements.toReversed()) {
    const { path, recordId, key } = replacement;
    const text = texts.get(path);
    const undone = text === undefined ? undefined : undoReplacement(text, replacement);
    if (undone === undefined) {
      findings.push(
        siteFinding(
          "kept-changed-value",
          "warning",
          `${key} of the record ${recordId} has been changed since the kit set it: it is left as it is`,
          { path },
        ),
      );
    } else texts.set(path, undone);
  }
  for (const insertion of state.insertions.toReversed()) {
    const { path, name } = insertion;
    const text = texts.get(path);
    const undone = text === undefined ? ({ kind: "gone" } as const) : undoInsertion(text, insertion);
    if (undone.kind === "changed") throw editChanged(insertion);
    if (undone.kind === "undone") texts.set(path, undone.text);
    else
      findings.push(
        siteFinding("kit-edit-gone", "warning", `what the kit put into this file (${name}) has been taken out by hand`, { path }),
      );
  }
  for (const file of state.files) {
    const text = texts.get(file.path);
    if (text === undefined) continue;
    if (file.isList === true && text !== "") continue;
    if (fileHash(text) !== file.sha256) {
      if (!file.isPersons) throw fileChanged(file.path);
      personsTexts.set(file.path, text);
    }
    texts.delete(file.path);
  }
  return { texts, personsTexts, findings };
}

/** A person's texts that go with the kit, or with what the configuration no longer asks for. */
export function findLostTexts(paths: Iterable<string>): Finding[] {
  return [...paths].map((path) =>
    siteFinding(
      "changed-text-removed",
      "warning",
      "this text of the kit was changed by hand; it goes with the kit: keep a copy if you need it",
      { path },
    ),
  );
}

function fileChanged(path: string): UserError {
  const folders = path.split("/").slice(0, -1);
  // A record that has a folder of its own is read whole or not at all.
  const whole = folders.length > 1 ? `the folder ${folders.join("/")}` : "it";
  return new UserError("kit-file-changed", "this file of the kit has been changed by hand, and the kit would overwrite or delete it", {
    exitCode: 1,
    place: { path },
    hint: `Take the file back from version control (\`git diff\` shows the change), or keep your copy elsewhere and delete ${whole}; then run the command again.`,
  });
}

const maxLinesShown = 12;

function editChanged({ path, name, text }: Insertion): UserError {
  const lines = text.replace(/^[\r\n]+|[\r\n]+$/g, "").split(/\r\n|\n|\r/);
  const shown = [...lines.slice(0, maxLinesShown), ...(lines.length > maxLinesShown ? ["…"] : [])].map((line) => `    ${line}`).join("\n");
  return new UserError("kit-edit-changed", `what the kit put into this file (${name}) has been changed by hand, or is there twice`, {
    exitCode: 1,
    place: { path },
    hint: `Put it back as the kit wrote it (or take it out whole), then run the command again:\n${shown}`,
  });
}
