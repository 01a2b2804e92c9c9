import { kitVersion } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import { appendMarked, applyTextEdit, insertListItem, type TextEdit } from "../../site/edit-text.ts";
import { insertInHead } from "../../site/insert-in-head.ts";
import { renderRecord } from "../../site/render-record.ts";
import { replaceScalar } from "../../site/replace-scalar.ts";
import type { Desired } from "./desired.ts";
import { fileHash, type Insertion, type KitFile, type KitState, type Replacement } from "./kit-state.ts";
import type { UndoneSite } from "./undo-state.ts";

export interface PutSite {
  readonly texts: ReadonlyMap<string, string>;
  readonly state: KitState;
  /** Why each file is touched, by path. */
  readonly reasons: ReadonlyMap<string, string>;
}

/**
 * Puts everything the kit wants into the texts of a site without the kit.
 * @throws UserError exit code 1: `kit-record-exists` where a file of the kit is there, but no state tells where it came from; `not-utf-8`
 */
export function putDesired(undone: UndoneSite, desired: readonly Desired[], access: Pick<KitState, "opened" | "closed">): PutSite {
  const texts = new Map(undone.texts);
  const files: KitFile[] = [];
  const insertions: Insertion[] = [];
  const replacements: Replacement[] = [];
  const reasons = new Map<string, string>();
  const edit = (path: string, make: (text: string) => TextEdit): TextEdit => {
    const text = texts.get(path) ?? "";
    const made = placed(path, () => make(text));
    texts.set(path, applyTextEdit(text, made));
    return made;
  };
  for (const wanted of desired) {
    const { path, why } = wanted;
    reasons.set(path, reasons.has(path) ? `${reasons.get(path)}; ${why}` : why);
    switch (wanted.kind) {
      case "file": {
        if (texts.has(path)) throw exists(path);
        texts.set(path, wanted.isPersons ? (undone.personsTexts.get(path) ?? wanted.text) : wanted.text);
        files.push({ path, sha256: fileHash(wanted.text), isPersons: wanted.isPersons });
        break;
      }
      case "list-item": {
        if (texts.get(path)?.includes(wanted.id)) throw exists(path);
        if (!texts.has(path)) files.push({ path, sha256: fileHash(""), isPersons: false, isList: true });
        const made = edit(path, (text) => insertListItem(text, renderRecord(wanted.values), wanted.idKey, wanted.id));
        insertions.push({ path, name: wanted.id, text: made.insert, replaced: made.expected });
        break;
      }
      case "head-end":
      case "marked": {
        if (!texts.has(path)) throw notText(path);
        if (texts.get(path)?.includes(`portal-kit:begin ${wanted.name} `)) throw exists(path);
        const made = edit(path, (text) => (wanted.kind === "marked" ? appendMarked : insertInHead)(text, wanted.block));
        insertions.push({ path, name: wanted.name, text: made.insert, replaced: made.expected });
        break;
      }
      case "value": {
        const made = edit(path, (text) => replaceScalar(text, wanted.recordId, wanted.key, wanted.value));
        if (made.expected !== made.insert)
          replacements.push({ path, recordId: wanted.recordId, key: wanted.key, before: made.expected, after: made.insert });
        break;
      }
    }
  }
  return { texts, state: { version: 1, kit: kitVersion, files, insertions, replacements, ...access }, reasons };
}

/** Says which file a refusal of the text editor is about. */
function placed<Value>(path: string, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, error.message, {
      exitCode: error.exitCode,
      place: { ...error.place, path },
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

const notText = (path: string): UserError =>
  new UserError("not-utf-8", "this file is not UTF-8 text, and the kit would have to write into it", {
    exitCode: 1,
    place: { path },
    hint: "Save it as UTF-8.",
  });

const exists = (path: string): UserError =>
  new UserError("kit-record-exists", "the kit's own record is in the site already, but .portal-kit/state.json does not say so", {
    exitCode: 1,
    place: { path },
    hint: "Take .portal-kit/state.json back from version control; or delete the kit's records (their names begin with Portal Kit) and apply again.",
  });
