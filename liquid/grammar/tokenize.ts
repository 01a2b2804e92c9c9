import { TagToken } from "liquidjs";
import type { Liquid } from "liquidjs";
import { LiquidFailure } from "../liquid-failure.ts";
import { PageOutputToken, RawBodyToken, TextToken } from "./tokens.ts";

export type PageToken = TagToken | PageOutputToken | TextToken;

export interface TokenizeOptions {
  readonly engine: Liquid;
  /** Tags whose body is taken as it stands, up to their end tag. */
  readonly rawTags: ReadonlySet<string>;
  readonly begin: number;
  readonly end: number;
}

/**
 * Cuts a source into texts, tags and outputs. A tag ends at the first `%}`, an output at the first `}`, quotes or not, as DotLiquid has it.
 * A dash takes the blanks before it, or the blanks or the one line end after it.
 */
export function tokenize(source: string, { engine, rawTags, begin, end }: TokenizeOptions): PageToken[] {
  const tokens: PageToken[] = [];
  let at = begin;
  let trimsNext = false;
  const pushText = (to: number, trimsEnd: boolean): void => {
    const from = trimsNext ? skipAfterDash(source, at, to) : at;
    const last = trimsEnd ? skipBeforeDash(source, from, to) : to;
    if (last > from) tokens.push(new TextToken(source, from, last));
  };
  while (at < end) {
    const opening = findOpening(source, at, end);
    if (opening === -1) break;
    const token = source[opening + 1] === "%" ? readTag(source, opening, end, engine) : readOutput(source, opening, end);
    pushText(opening, token.trimLeft);
    tokens.push(token);
    at = token.end;
    trimsNext = token.trimRight;
    if (token instanceof TagToken && rawTags.has(token.name)) {
      const bodyEnd = findEndTag(source, token, end);
      tokens.push(new RawBodyToken(source, at, bodyEnd));
      at = bodyEnd;
      trimsNext = false;
    }
  }
  pushText(end, false);
  return tokens;
}

function findOpening(source: string, from: number, end: number): number {
  for (let at = source.indexOf("{", from); at !== -1 && at + 1 < end; at = source.indexOf("{", at + 1)) {
    const next = source[at + 1];
    if (next === "{" || next === "%") return at;
  }
  return -1;
}

function readTag(source: string, begin: number, end: number, engine: Liquid): TagToken {
  const close = source.indexOf("%}", begin + 2);
  if (close === -1 || close + 2 > end)
    throw new LiquidFailure("syntax", 'Tag "{%" was not properly terminated with "%}".', { offset: begin });
  if (!/^-?\s*[\w#]/.test(source.slice(begin + 2, close))) {
    throw new LiquidFailure("syntax", `Tag "${source.slice(begin, close + 2)}" has no name.`, { offset: begin });
  }
  return new TagToken(source, begin, close + 2, engine.options);
}

function readOutput(source: string, begin: number, end: number): PageOutputToken {
  const close = source.indexOf("}", begin + 2);
  if (close === -1 || close + 2 > end || source[close + 1] !== "}") {
    throw new LiquidFailure("syntax", 'Variable "{{" was not properly terminated with "}}".', { offset: begin });
  }
  return new PageOutputToken(source, begin, close + 2);
}

function findEndTag(source: string, opening: TagToken, end: number): number {
  const pattern = new RegExp(`\\{%-?\\s*end${opening.name}\\b[^%]*%\\}`, "g");
  pattern.lastIndex = opening.end;
  const match = pattern.exec(source);
  if (match === null || match.index + match[0].length > end) {
    throw new LiquidFailure("syntax", `Tag "${opening.name}" was never closed.`, { offset: opening.begin, subject: opening.name });
  }
  return match.index;
}

function skipBeforeDash(source: string, from: number, to: number): number {
  let at = to;
  while (at > from && (source[at - 1] === " " || source[at - 1] === "\t")) at--;
  return at;
}

function skipAfterDash(source: string, from: number, to: number): number {
  if (source[from] === "\n") return from + 1;
  if (source[from] === "\r" && source[from + 1] === "\n") return from + 2;
  let at = from;
  while (at < to && (source[at] === " " || source[at] === "\t")) at++;
  return at;
}
