import { createHash } from "node:crypto";
import type { SiteEdit } from "../../contract/edit.ts";

/** Edits as tests write them down. */
export const create = (path: string, text = "new"): SiteEdit => ({ kind: "create", path, text, why: "test" });
export const edit = (path: string, offset: number, expected: string, insert: string): SiteEdit => ({
  kind: "edit",
  path,
  offset,
  expected,
  insert,
  why: "test",
});
export const remove = (path: string, text: string): SiteEdit => ({
  kind: "delete",
  path,
  sha256: createHash("sha256").update(text).digest("hex"),
  why: "test",
});
