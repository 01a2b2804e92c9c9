import type { LiquidReferences, ReferencePlace } from "./liquid-references.ts";
import { readPieces, type LiquidPiece } from "./read-pieces.ts";
import { readUses, tagReaders, type Found } from "./tag-readers.ts";

const conditional: ReadonlySet<string> = new Set(
  "if unless case for tablerow block entitylist entityview searchindex ifchanged".split(" "),
);
const loops: ReadonlySet<string> = new Set(["for", "tablerow"]);

/** Reads a source without rendering it. undefined: it cannot be cut into pieces, see `findLiquidProblems`. */
export function findReferences(source: string): LiquidReferences | undefined {
  const pieces = readPieces(source);
  if (pieces === undefined) return undefined;
  const found = { pieces, templates: [], components: [], editables: [], paths: [], variables: [], queries: [] };
  const reader = createReader(found);
  for (const piece of pieces) reader(piece);
  return found;
}

function createReader(found: Found): (piece: LiquidPiece) => void {
  const open: string[] = [];
  let isConditional = false;
  let loopCount = 0;
  const look = (): void => {
    isConditional = open.some((name) => conditional.has(name));
    loopCount = open.filter((name) => loops.has(name)).length;
  };
  return (piece) => {
    if (piece.kind === "text") return;
    const { substitution } = piece;
    const place = (offset: number): ReferencePlace => ({ offset, substitution, isConditional, loops: loopCount });
    if (piece.kind === "output") {
      readUses(piece.content, piece.contentOffset, "output", { found, place });
      return;
    }
    const ends = open.lastIndexOf(piece.name.replace(/^end/, ""));
    if (piece.name.startsWith("end") && ends !== -1) {
      open.length = ends;
      look();
    } else tagReaders.get(piece.name)?.(piece, { found, place });
    if (conditional.has(piece.name)) {
      open.push(piece.name);
      look();
    }
  };
}
