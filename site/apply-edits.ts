import { createHash } from "node:crypto";
import type { SiteEdit } from "../contract/edit.ts";
import { UserError } from "../contract/user-error.ts";

type SpliceEdit = Extract<SiteEdit, { kind: "edit" }>;

/**
 * The files as they would be after the edits; the same rules as writing them, without a disk.
 * @throws UserError `edit-conflict`
 */
export function applyEdits(files: ReadonlyMap<string, string>, edits: readonly SiteEdit[]): Map<string, string> {
  const after = new Map(files);
  const changes = groupEdits(edits);
  const spellings = changes.some(({ kind }) => kind === "create") ? spellingsOf(files.keys()) : new Map<string, string>();
  for (const change of changes) {
    const text = files.get(change.path);
    if (change.kind === "create") {
      const taken = prefixesOf(change.path)
        .map((prefix) => (files.has(prefix) ? prefix : spellings.get(foldCase(prefix))))
        .find((spelling) => spelling !== undefined && (files.has(spelling) || !`${change.path}/`.startsWith(`${spelling}/`)));
      if (taken !== undefined) throw existsAlready(change.path, taken);
      after.set(change.path, change.text);
    } else if (text === undefined) throw isGone(change.path);
    else if (change.kind === "delete") {
      if (sha256(new TextEncoder().encode(text)) !== change.sha256) throw hasChanged(change.path);
      after.delete(change.path);
    } else after.set(change.path, applySplices(change.path, text, change.splices));
  }
  return after;
}

/** What happens to one file. */
export type FileChange =
  | { readonly kind: "create"; readonly path: string; readonly text: string }
  | { readonly kind: "edit"; readonly path: string; readonly splices: readonly SpliceEdit[] }
  | { readonly kind: "delete"; readonly path: string; readonly sha256: string };

/** The edits by file. A file is created, edited or deleted, never two of these at once. */
export function groupEdits(edits: readonly SiteEdit[]): FileChange[] {
  const changes = new Map<string, FileChange>();
  const splicesOf = new Map<string, SpliceEdit[]>();
  const spellings = new Map<string, string>();
  for (const edit of edits) {
    const { path } = edit;
    assertSafePath(path);
    for (const prefix of prefixesOf(path)) {
      const spelling = spellings.get(foldCase(prefix)) ?? prefix;
      if (spelling !== prefix) throw conflict(path, `the plan also writes ${spelling}, which differs only in letter case`);
      spellings.set(foldCase(prefix), prefix);
    }
    const splices = splicesOf.get(path);
    if (edit.kind === "edit" && splices !== undefined) {
      splices.push(edit);
      continue;
    }
    const other = changes.get(path);
    if (other !== undefined) throw conflict(path, `two changes of the plan exclude each other: ${other.kind} and ${edit.kind}`);
    if (edit.kind === "edit") {
      const first = [edit];
      splicesOf.set(path, first);
      changes.set(path, { kind: "edit", path, splices: first });
    } else if (edit.kind === "create") changes.set(path, { kind: "create", path, text: edit.text });
    else changes.set(path, { kind: "delete", path, sha256: edit.sha256.toLowerCase() });
  }
  return [...changes.values()];
}

/** Edits of one file, all counted from its present text. Two insertions at one offset keep their order in the plan. */
export function applySplices(path: string, text: string, splices: readonly SpliceEdit[]): string {
  const sorted = splices.toSorted((a, b) => a.offset - b.offset || Math.min(a.expected.length, 1) - Math.min(b.expected.length, 1));
  let edited = "";
  let done = 0;
  for (const { offset, expected, insert, why } of sorted) {
    if (offset < done) throw conflict(path, "two changes of the plan overlap", lineAt(text, offset));
    if (!Number.isInteger(offset) || offset > text.length || !text.startsWith(expected, offset)) {
      throw conflict(
        path,
        `the file is not as it was when the change was planned (${why})`,
        lineAt(text, Math.min(Math.max(offset, 0), text.length)),
      );
    }
    edited += text.slice(done, offset) + insert;
    done = offset + expected.length;
  }
  edited += text.slice(done);
  // Half of a surrogate pair has no UTF-8 form; it would be written as another character.
  if (/\p{Surrogate}/u.test(edited)) throw conflict(path, "a change would cut a character in two");
  return edited;
}

/** Whether a path inside a site folder stays there, on Windows too. */
export function isSafePath(path: string): boolean {
  return (
    !["\\", ":", "\0"].some((character) => path.includes(character)) &&
    path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..")
  );
}

function assertSafePath(path: string): void {
  if (!isSafePath(path)) throw conflict(path, "the path does not stay inside the site folder");
}

/** The paths and the folders on their way, by their spelling without letter case. */
function spellingsOf(paths: Iterable<string>): Map<string, string> {
  const spellings = new Map<string, string>();
  for (const path of paths) for (const prefix of prefixesOf(path)) spellings.set(foldCase(prefix), prefix);
  return spellings;
}

/** `a`, `a/b`, `a/b/c.yml` of `a/b/c.yml`. */
function prefixesOf(path: string): string[] {
  const segments = path.split("/");
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}

/** One name for all spellings that Windows and macOS take for one file. */
function foldCase(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function existsAlready(path: string, taken: string): UserError {
  return conflict(
    path,
    taken === path
      ? "a file that the plan creates is there already"
      : `${taken} stands in the way of a file that the plan creates (Windows and macOS do not tell letter case apart)`,
  );
}

export function isGone(path: string): UserError {
  return conflict(path, "the file that the plan changes is gone");
}

export function hasChanged(path: string): UserError {
  return conflict(path, "the file was changed since the change was planned");
}

export function conflict(path: string, what: string, line?: number, hint = "Look at what changed, then plan again."): UserError {
  return new UserError("edit-conflict", `${path}${line === undefined ? "" : ` line ${line}`}: ${what}. Nothing was written.`, {
    exitCode: 1,
    place: { path, ...(line === undefined ? {} : { line }) },
    hint,
  });
}

function lineAt(text: string, offset: number): number {
  return (text.slice(0, offset).match(/\r\n|\n|\r/g)?.length ?? 0) + 1;
}
