import type { SiteEdit } from "../../contract/edit.ts";
import { sha256 } from "./sha256.ts";

/**
 * The smallest edits that turn one set of texts into another: one per file, from the first character that differs to the last.
 * @param reasons why, by path
 */
export function planEdits(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  reasons: (path: string) => string,
): SiteEdit[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort();
  return paths.map((path): SiteEdit => {
    const old = before.get(path);
    const text = after.get(path);
    const why = reasons(path);
    if (old === undefined) return { kind: "create", path, text: text ?? "", why };
    if (text === undefined) return { kind: "delete", path, sha256: sha256(old), why };
    return { kind: "edit", path, ...findDifference(old, text), why };
  });
}

function findDifference(old: string, text: string): { offset: number; expected: string; insert: string } {
  const limit = Math.min(old.length, text.length);
  let start = 0;
  while (start < limit && old[start] === text[start]) start += 1;
  let end = 0;
  while (end < limit - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  return { offset: start, expected: old.slice(start, old.length - end), insert: text.slice(start, text.length - end) };
}
