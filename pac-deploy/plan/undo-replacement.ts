import { applyTextEdit } from "../../site/edit-text.ts";
import { withLineEnd } from "../../site/line-ends.ts";
import { parseAnyYaml } from "../../site/parse-records.ts";
import { replaceScalar } from "../../site/replace-scalar.ts";
import type { Replacement } from "./kit-state.ts";
import { offsetsOf } from "./undo-insertion.ts";

/**
 * Gives a value back that the kit changed. A place counts only if putting the kit's value there once more would give the very file there is:
 * the same text elsewhere belongs to another record.
 * @returns undefined: the record is gone, or its value is another one now
 */
export function undoReplacement(text: string, replacement: Replacement): string | undefined {
  const { recordId, key } = replacement;
  const record = parseAnyYaml(replacement.path, text).find(({ values }) =>
    Object.values(values).some((value) => typeof value === "string" && value.toLowerCase() === recordId.toLowerCase()),
  );
  const value = record?.values[key];
  if (typeof value !== "string") return undefined;
  const spellings = [
    replacement,
    ...(["\n", "\r\n"] as const).map((lineEnd) => ({
      before: withLineEnd(replacement.before, lineEnd),
      after: withLineEnd(replacement.after, lineEnd),
    })),
  ];
  for (const { before, after } of spellings) {
    for (const at of offsetsOf(text, after)) {
      const undone = text.slice(0, at) + before + text.slice(at + after.length);
      if (isRedone(undone, text, { recordId, key, value })) return undone;
    }
  }
  return undefined;
}

function isRedone(
  undone: string,
  text: string,
  { recordId, key, value }: { readonly recordId: string; readonly key: string; readonly value: string },
): boolean {
  try {
    return applyTextEdit(undone, replaceScalar(undone, recordId, key, value)) === text;
  } catch {
    // Not the place: what is left is no readable YAML, or no longer holds the record.
    return false;
  }
}
