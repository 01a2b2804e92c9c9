import { lineEndOf, withLineEnd } from "../../site/line-ends.ts";
import { parseRecords } from "../../site/parse-records.ts";
import type { Insertion } from "./kit-state.ts";

/** `gone`: nothing of it is left in the file. `changed`: it is there, but not as the kit wrote it. */
export type Undone = { readonly kind: "undone"; readonly text: string } | { readonly kind: "gone" } | { readonly kind: "changed" };

/**
 * Takes out of a file what the kit put in, wherever in the file it stands now, and whatever a person or git made of the line ends.
 * @param text the file as it is
 */
export function undoInsertion(text: string, insertion: Insertion): Undone {
  const isRecord = insertion.path.endsWith(".yml");
  const spellings = [
    insertion,
    ...(["\n", "\r\n"] as const).map((lineEnd) => ({
      text: withLineEnd(insertion.text, lineEnd),
      replaced: withLineEnd(insertion.replaced, lineEnd),
    })),
  ];
  for (const { text: inserted, replaced } of spellings) {
    const [at, second] = findWhole(text, inserted, isRecord);
    if (at === undefined) continue;
    if (second !== undefined) return { kind: "changed" };
    const rest = text.slice(0, at) + text.slice(at + inserted.length);
    // The list was `[]`; a person has put other records beside the kit's since, and `[]` among records is no YAML.
    if (replaced !== "" && isRecord && parseRecords(insertion.path, rest).length > 0) break;
    return { kind: "undone", text: text.slice(0, at) + replaced + text.slice(at + inserted.length) };
  }
  return undoCore(text, insertion, isRecord);
}

/** Something new stands directly before or behind it, or its place has changed: the lines themselves go, their surroundings stay. */
function undoCore(text: string, insertion: Insertion, isRecord: boolean): Undone {
  const core = withLineEnd(insertion.text.replace(/^[\r\n]+|[\r\n]+$/g, ""), lineEndOf(text) ?? "\n");
  const [at, second] = findWhole(text, core, isRecord);
  if (at === undefined || second !== undefined) return isGone(text, insertion, isRecord) ? { kind: "gone" } : { kind: "changed" };
  const behind = text.slice(at + core.length);
  return { kind: "undone", text: text.slice(0, at) + (isRecord ? behind.replace(/^(?:\r\n|\n|\r)/, "") : behind) };
}

/** Offsets where `part` stands, never cutting a CRLF in two; a record only as whole lines. */
function findWhole(text: string, part: string, isRecord: boolean): number[] {
  const found: number[] = [];
  const isEnd = (character: string | undefined): boolean => character === undefined || character === "\n" || character === "\r";
  const isCut = (at: number): boolean => text[at - 1] === "\r" && text[at] === "\n";
  for (const at of offsetsOf(text, part)) {
    const end = at + part.length;
    const isWholeLines =
      (isEnd(text[at]) || isEnd(text[at - 1]) || text.slice(0, at) === "\uFEFF") && (isEnd(text[end]) || isEnd(text[end - 1]));
    // Nothing makes a CRLF of a lone CR by itself: the LF behind one that the kit wrote is somebody else's.
    const isEndCut = isCut(end) && !part.endsWith("\r");
    if (!isCut(at) && !isEndCut && (isWholeLines || !isRecord)) found.push(at);
  }
  return found;
}

/** Every offset at which `part` stands; none for an empty part. */
export function offsetsOf(text: string, part: string): number[] {
  const found: number[] = [];
  if (part === "") return found;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found.push(at);
  return found;
}

/** Told by the record's id, or by the mark's name. */
function isGone(text: string, { name }: Insertion, isRecord: boolean): boolean {
  return isRecord
    ? !text.toLowerCase().includes(name.toLowerCase())
    : !text.includes(`portal-kit:begin ${name} `) && !text.includes(`portal-kit:end ${name}`);
}
