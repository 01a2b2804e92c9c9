import type { Finding } from "../../contract/finding.ts";
import { UserError } from "../../contract/user-error.ts";
import { replaceScalar } from "../../site/replace-scalar.ts";
import { siteFinding } from "./desired.ts";
import type { KitState, Replacement } from "./kit-state.ts";
import { sha256 } from "./plan-file.ts";

/** The site's texts as they were before the kit, and what a person made of the kit's own texts since. */
export interface UndoneSite {
  readonly texts: ReadonlyMap<string, string>;
  /** Texts of the kit that a person has changed, by path. */
  readonly personsTexts: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

/**
 * Takes everything out that the state says the kit put in. Nothing is guessed: what is not found as it was written is a conflict.
 * @throws UserError `kit-file-changed` or `kit-edit-changed`, exit code 1, naming the file
 */
export function undoState(current: ReadonlyMap<string, string>, state: KitState): UndoneSite {
  const texts = new Map(current);
  const personsTexts = new Map<string, string>();
  const findings: Finding[] = [];
  // The last change first: an earlier one may have been made inside what a later one added to.
  for (const replacement of state.replacements.toReversed()) undoReplacement(texts, replacement, findings);
  for (const { path, name, text, replaced } of state.insertions.toReversed()) {
    const before = texts.get(path);
    const at = before?.indexOf(text) ?? -1;
    if (before === undefined || at < 0) {
      throw changed("kit-edit-changed", path, `what the kit put into it (${name}) is not there as it was written`);
    }
    if (before.indexOf(text, at + 1) >= 0) throw changed("kit-edit-changed", path, `what the kit put into it (${name}) is there twice`);
    texts.set(path, before.slice(0, at) + replaced + before.slice(at + text.length));
  }
  for (const file of state.files) {
    const text = texts.get(file.path);
    if (text === undefined) continue;
    if (sha256(text) !== file.sha256) {
      if (!file.isPersons) throw changed("kit-file-changed", file.path, "this file of the kit has been changed by hand");
      personsTexts.set(file.path, text);
    }
    texts.delete(file.path);
  }
  return { texts, personsTexts, findings };
}

function undoReplacement(texts: Map<string, string>, replacement: Replacement, findings: Finding[]): void {
  const { path, recordId, key, before, after } = replacement;
  const text = texts.get(path);
  const at = text === undefined ? -1 : findReplaced(text, replacement);
  if (text === undefined || at < 0) {
    findings.push(siteFinding("kept-changed-value", "warning", `${key} of the record ${recordId} has been changed since the kit set it: it is left as it is`, { path }));
    return;
  }
  texts.set(path, text.slice(0, at) + before + text.slice(at + after.length));
}

/** Where the kit's value stands, if it still does. */
function findReplaced(text: string, { recordId, key, after }: Replacement): number {
  const probe = replaceScalar(text, recordId, key, "portal-kit");
  if (probe.expected === after) return probe.offset;
  // The key itself was the kit's: its line is what was written.
  const first = text.indexOf(after);
  return first >= 0 && /\w:/.test(after) ? Math.max(first, text.indexOf(after, text.indexOf(recordId))) : -1;
}

const changed = (code: string, path: string, message: string): UserError =>
  new UserError(code, message, {
    exitCode: 1,
    place: { path },
    hint: "Take the file back from version control (`git diff` shows the change), then run the command again.",
  });
