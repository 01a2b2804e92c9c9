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
 * @param discard paths of the kit's files whose changes by hand may go
 * @throws UserError `kit-file-changed` or `kit-edit-changed`, exit code 1, naming the file; `discard-unknown`, exit code 2
 */
export function undoState(current: ReadonlyMap<string, string>, state: KitState, discard: readonly string[] = []): UndoneSite {
  const discarded = new Set(discard.map((path) => path.replaceAll("\\", "/").replace(/^\.\//, "")));
  assertOurs(discarded, state);
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
  const changed: string[] = [];
  for (const file of state.files) {
    const text = texts.get(file.path);
    if (text === undefined) continue;
    if (file.isList === true && text !== "") continue;
    if (fileHash(text) !== file.sha256) {
      if (discarded.has(file.path)) findings.push(sayDiscarded(file.path));
      else if (file.isPersons) personsTexts.set(file.path, text);
      else changed.push(file.path);
    }
    texts.delete(file.path);
  }
  if (changed.length > 0) throw filesChanged(changed);
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

function filesChanged(paths: readonly string[]): UserError {
  const [first = "", ...others] = paths;
  const flags = paths.map((path) => `--discard "${path}"`).join(" ");
  const what =
    others.length === 0 ? "this file of the kit has" : `this file of the kit and ${others.length} more (${others.join(", ")}) have`;
  return new UserError("kit-file-changed", `${what} been changed by hand, and the kit would overwrite or delete the change`, {
    exitCode: 1,
    place: { path: first },
    hint: `Look at the change with \`git diff\`. To drop it, run the command again with ${flags}. To keep it, move it into a file of your own first (a web template that includes the kit's, say), then do the same.`,
  });
}

const sayDiscarded = (path: string): Finding =>
  siteFinding("kit-file-discarded", "warning", "this file of the kit was changed by hand, and the change goes, as --discard says", {
    path,
  });

function assertOurs(paths: ReadonlySet<string>, { files }: KitState): void {
  const stranger = [...paths].find((path) => !files.some((file) => file.path === path));
  if (stranger === undefined) return;
  throw new UserError("discard-unknown", `--discard: ${stranger} is no file of the kit in this site`, {
    exitCode: 2,
    hint: "Expected a path inside the site folder as the refusal kit-file-changed names it.",
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
