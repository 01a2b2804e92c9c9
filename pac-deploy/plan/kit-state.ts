import { kitVersion, stateFilePath } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import { withLineEnd } from "../../site/line-ends.ts";
import type { Opening } from "./plan.ts";
import { sha256 } from "./sha256.ts";

/** A text the kit put into a person's file: taken out again exactly as it was put in. */
export interface Insertion {
  readonly path: string;
  /** What it is, e.g. `include:Portal Kit Tracking` or a record's id. */
  readonly name: string;
  readonly text: string;
  /** What the text stands in place of; "" nearly always. */
  readonly replaced: string;
}

/** A value of a person's record that the kit changed. */
export interface Replacement {
  readonly path: string;
  readonly recordId: string;
  readonly key: string;
  /** The file's own text of the value, quotes included, and what the kit wrote for it. */
  readonly before: string;
  readonly after: string;
}

/** A file the kit added. */
export interface KitFile {
  readonly path: string;
  /** SHA-256 (hex) of what the kit wrote, its line ends as LF: git may rewrite them (`core.autocrlf`), which changes nothing on the page. */
  readonly sha256: string;
  /** A text that a person is meant to change. */
  readonly isPersons: boolean;
  /** A list the kit began: it goes only when no record of somebody else is left in it. */
  readonly isList?: true;
}

/** What the kit did to a site folder: kept in the folder and committed with it, so that `remove` gives back every byte. */
export interface KitState {
  readonly version: 1;
  readonly kit: string;
  readonly files: readonly KitFile[];
  readonly insertions: readonly Insertion[];
  readonly replacements: readonly Replacement[];
  readonly opened: readonly Opening[];
  /** What an earlier apply opened and this one no longer wants: its records stay with closing values, since an upload deletes nothing. */
  readonly closed?: readonly Opening[];
}

export const fileHash = (text: string): string => sha256(withLineEnd(text, "\n"));

export const emptyState: KitState = { version: 1, kit: kitVersion, files: [], insertions: [], replacements: [], opened: [] };

/** The state file's text: lists in the order of their paths, one entry a line, so that its diff reads well. */
export function renderState(state: KitState): string {
  const list = (entries: readonly object[]): string =>
    entries.length === 0 ? "[]" : `[\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(",\n")}\n  ]`;
  return `{
  "version": 1,
  "kit": ${JSON.stringify(state.kit)},
  "files": ${list(state.files.toSorted((a, b) => (a.path < b.path ? -1 : 1)))},
  "insertions": ${list(state.insertions)},
  "replacements": ${list(state.replacements)},
  "opened": ${list(state.opened)}${state.closed === undefined || state.closed.length === 0 ? "" : `,\n  "closed": ${list(state.closed)}`}
}
`;
}

/** @throws UserError `state-broken` or `state-newer`, exit code 1 */
export function parseState(text: string): KitState {
  const broken = (message: string, cause?: unknown): UserError =>
    new UserError("state-broken", `${stateFilePath} ${message}`, {
      exitCode: 1,
      place: { path: stateFilePath },
      hint: "Take it back from version control; without it the kit cannot know what was there before.",
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw broken("is not valid JSON", cause);
  }
  const version = isObject(value) ? value["version"] : undefined;
  if (typeof version === "number" && version > 1) {
    const kit = isObject(value) && typeof value["kit"] === "string" ? ` ${value["kit"]}` : "";
    throw new UserError(
      "state-newer",
      `${stateFilePath} was written by a newer portal-kit${kit} (version ${version}; this one, ${kitVersion}, reads version 1)`,
      {
        exitCode: 1,
        place: { path: stateFilePath },
        hint: "Update portal-kit, then run the command again.",
      },
    );
  }
  if (!isState(value)) throw broken("does not have the shape this version of portal-kit writes (version 1)");
  return value;
}

function isState(value: unknown): value is KitState {
  const isText = (candidate: unknown): boolean => typeof candidate === "string";
  const hasTexts = (list: unknown, keys: readonly string[]): boolean =>
    Array.isArray(list) && list.every((entry: unknown) => isObject(entry) && keys.every((key) => isText(entry[key])));
  return (
    isObject(value) &&
    value["version"] === 1 &&
    isText(value["kit"]) &&
    hasTexts(value["files"], ["path", "sha256"]) &&
    hasTexts(value["insertions"], ["path", "name", "text", "replaced"]) &&
    hasTexts(value["replacements"], ["path", "recordId", "key", "before", "after"]) &&
    [value["opened"], value["closed"] ?? []].every(
      (openings) =>
        hasTexts(openings, ["table", "role"]) &&
        // hasTexts has just found a list of objects.
        (openings as Record<string, unknown>[]).every(({ columns, rights }) =>
          [columns, rights].every((list) => Array.isArray(list) && list.every(isText)),
        ),
    )
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
