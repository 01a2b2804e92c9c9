import type { LiquidPiece, OutputPiece } from "../../../liquid/read-pieces.ts";
import { readHtml, readOutput, type HtmlState } from "./html-state.ts";

/** An output, and where in the page it prints. */
export interface PlacedOutput {
  readonly piece: OutputPiece;
  readonly state: HtmlState;
  /** Into a FetchXML query, not into the page. */
  readonly isQuery: boolean;
}

/** A tag, and where in the page it stands. */
export interface PlacedTag {
  readonly offset: number;
  readonly state: HtmlState;
}

export interface Placed {
  readonly outputs: readonly PlacedOutput[];
  readonly tags: readonly PlacedTag[];
}

const opening: ReadonlySet<string> = new Set("if unless case for tablerow capture fetchxml".split(" "));
const alternatives: ReadonlySet<string> = new Set(["else", "elsif", "elseif", "when"]);
/** What they hold goes elsewhere first, so it begins as a text of its own. */
const apart: ReadonlySet<string> = new Set(["capture", "fetchxml"]);

/** Where each output of a source prints. Each branch of an `if` begins where the tag stands. */
export function listOutputs(text: string, pieces: readonly LiquidPiece[], start: HtmlState): Placed {
  const outputs: PlacedOutput[] = [];
  const tags: PlacedTag[] = [];
  const open: { readonly name: string; readonly state: HtmlState }[] = [];
  let state = start;
  for (const piece of pieces) {
    if (piece.kind === "tag") tags.push({ offset: piece.begin, state });
    if (piece.kind === "text") state = readHtml(state, text.slice(piece.begin, piece.end));
    else if (piece.kind === "output") {
      outputs.push({ piece, state, isQuery: open.some(({ name }) => name === "fetchxml") });
      state = readOutput(state);
    } else if (opening.has(piece.name)) {
      open.push({ name: piece.name, state });
      if (apart.has(piece.name)) state = { kind: "text" };
    } else if (alternatives.has(piece.name)) state = open.at(-1)?.state ?? state;
    else if (piece.name.startsWith("end")) {
      const at = open.findLastIndex(({ name }) => `end${name}` === piece.name);
      const left = open[at];
      if (left === undefined) continue;
      if (apart.has(left.name)) ({ state } = left);
      open.length = at;
    } else if (piece.name === "editable" && state.kind !== "text") state = readOutput(state);
  }
  return { outputs, tags };
}
