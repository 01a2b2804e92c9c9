import type { LiquidReferences } from "./liquid-references.ts";
import { readPieces, type LiquidPiece } from "./read-pieces.ts";
import { readUses, tagReaders, type Found, type Reading } from "./tag-readers.ts";

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
  let around: Reading["around"] = { substitution: undefined, isConditional: false, loops: 0 };
  const look = (): void => {
    around = {
      substitution: around.substitution,
      isConditional: open.length > 0,
      loops: open.filter((name) => loops.has(name)).length,
    };
  };
  return (piece) => {
    if (piece.kind === "text") return;
    if (around.substitution !== piece.substitution) around = { ...around, substitution: piece.substitution };
    if (piece.kind === "output") {
      readUses(piece.content, piece.contentOffset, "output", { found, around });
      return;
    }
    const ends = open.lastIndexOf(piece.name.replace(/^end/, ""));
    if (piece.name.startsWith("end") && ends !== -1) {
      open.length = ends;
      look();
    } else tagReaders.get(piece.name)?.(piece, { found, around });
    if (conditional.has(piece.name)) {
      open.push(piece.name);
      look();
    }
  };
}
