import { Liquid, TagToken } from "liquidjs";
import { tokenize, type PageToken } from "./grammar/tokenize.ts";
import { findArgumentsOffset } from "./grammar/page-parser.ts";
import { PageOutputToken, RawBodyToken } from "./grammar/tokens.ts";
import { LiquidFailure } from "./liquid-failure.ts";
import { sessionLimits } from "./session/page-session.ts";
import { pageTags } from "./tags/page-tags.ts";

interface PiecePlace {
  /** UTF-16 offsets in the source. */
  readonly begin: number;
  readonly end: number;
  /** Where the `substitution` around it begins; undefined: none is. */
  readonly substitution: number | undefined;
}

export interface TagPiece extends PiecePlace {
  readonly kind: "tag";
  readonly name: string;
  /** The text after the name, and where it begins. */
  readonly args: string;
  readonly argsOffset: number;
}

export interface OutputPiece extends PiecePlace {
  readonly kind: "output";
  /** The text between braces and dashes, and where it begins. */
  readonly content: string;
  readonly contentOffset: number;
}

/** What is printed as it stands: text, or the body of `raw`. */
export interface TextPiece extends PiecePlace {
  readonly kind: "text";
}

export type LiquidPiece = TagPiece | OutputPiece | TextPiece;

const engine = new Liquid(sessionLimits);
const rawTags: ReadonlySet<string> = new Set([...pageTags].flatMap(([name, { rawBody }]) => (rawBody ? name : [])));
const unseenTags: ReadonlySet<string> = new Set(["comment", "manifest"]);

/**
 * A source cut into texts, tags and outputs, in their order, without parsing them. What `comment` and `manifest` hold is left out, what
 * `substitution` holds is cut too. undefined: the source cannot be cut, and the portal prints an error in its place.
 */
export function readPieces(source: string): readonly LiquidPiece[] | undefined {
  if (!/\{[{%]/.test(source)) {
    return source === "" ? [] : [{ kind: "text", begin: 0, end: source.length, substitution: undefined }];
  }
  try {
    return readRange(source, 0, source.length, undefined);
  } catch (error) {
    if (error instanceof LiquidFailure) return undefined;
    throw error;
  }
}

function readRange(source: string, begin: number, end: number, substitution: number | undefined): LiquidPiece[] {
  const pieces: LiquidPiece[] = [];
  let opening: TagToken | undefined;
  for (const token of tokenize(source, { engine, rawTags, begin, end })) {
    if (token instanceof RawBodyToken && opening !== undefined) {
      if (opening.name === "substitution") pieces.push(...readHole(source, token, opening.begin));
      else if (!unseenTags.has(opening.name)) pieces.push(describe(token, substitution));
    } else pieces.push(describe(token, substitution));
    opening = token instanceof TagToken ? token : undefined;
  }
  return pieces;
}

/** A hole that cannot be cut prints an error of its own, and the rest stays. */
function readHole(source: string, { begin, end }: RawBodyToken, substitution: number): LiquidPiece[] {
  try {
    return readRange(source, begin, end, substitution);
  } catch (error) {
    if (error instanceof LiquidFailure) return [];
    throw error;
  }
}

function describe(token: PageToken, substitution: number | undefined): LiquidPiece {
  const { begin, end } = token;
  if (token instanceof TagToken)
    return { kind: "tag", name: token.name, args: token.args, argsOffset: findArgumentsOffset(token), begin, end, substitution };
  if (token instanceof PageOutputToken)
    return { kind: "output", content: token.content, contentOffset: token.contentRange[0], begin, end, substitution };
  return { kind: "text", begin, end, substitution };
}
