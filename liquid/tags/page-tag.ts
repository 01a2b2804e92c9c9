import type { Emitter, TagToken, TopLevelToken } from "liquidjs";
import type { PageParser } from "../grammar/page-parser.ts";
import type { PageContext } from "../session/page-context.ts";

/** Writes to the emitter; a promise is waited for. */
export type RenderTag = (context: PageContext, emitter: Emitter) => unknown;

/** Reads the tag's own text, and its body from `rest` where it has one. */
export type ParseTag = (token: TagToken, rest: TopLevelToken[], parser: PageParser) => RenderTag;

export interface PageTag {
  readonly parse: ParseTag;
  /** The body is not cut into tags and outputs. */
  readonly rawBody: boolean;
}

export type TagTable = ReadonlyMap<string, PageTag>;
