import type { SiteText } from "../../site-code/list-site-texts.ts";
import type { CheckedSite } from "../check.ts";
import { readHtml, type HtmlState } from "./html-state.ts";
import { listOutputs } from "./list-outputs.ts";
import { readSiteLiquid, type LiquidText } from "./read-site-liquid.ts";
import { scriptStart } from "./script-state.ts";

/** Braces of a script, style or client-side template that Liquid takes for its own. */
export interface EatenBraces {
  readonly source: SiteText;
  readonly offset: number;
  readonly written: string;
  readonly effect: "fails" | "drops";
}

/** Handlebars, and literals of JavaScript: nothing of it is a value of Liquid. */
const foreign = /^\s*(?:[#/^!&@>]|else\s*$|\.{3}|[\w$'"]+\s*:(?!\s*$)|\(.*\)\s*=>|JSON\.|function\b|new\s)/;

/** An output of Liquid that lacks its second brace. */
const unfinished = /^\{\{-?\s*[\w.[\]'"-]+\s*(?:\|[^}]*)?(?:\}|$)/;

/** At most one for a text. */
export const findBraces = (checked: CheckedSite): readonly EatenBraces[] => checked.once(readSiteLiquid).flatMap(findIn);

function findIn({ source, problems, references }: LiquidText): EatenBraces[] {
  const { text } = source;
  const failure = problems.findLast(({ kind }) => kind === "syntax" || kind === "unknown-tag");
  const start = startOf(source);
  if (failure !== undefined) {
    const offset = offsetOf(text, failure);
    const written = text.slice(offset, offset + 40).split(/[\r\n]/, 1)[0] ?? "";
    const isForeign = written.startsWith("{{")
      ? foreign.test(written.slice(2)) || !unfinished.test(written)
      : /^\{%\s*(?:[^\w\s-]|$)/.test(written);
    return isForeign && isCode(readHtml(start, text.slice(0, offset))) ? [{ source, offset, written, effect: "fails" }] : [];
  }
  const pieces = references?.pieces;
  if (pieces === undefined || !pieces.some((piece) => piece.kind === "output" && foreign.test(piece.content))) return [];
  const eaten = listOutputs(text, pieces, start).outputs.find(
    ({ piece, state }) => foreign.test(piece.content) && (isCode(state) || /^\s*[#/^]\w/.test(piece.content)),
  );
  return eaten === undefined
    ? []
    : [{ source, offset: eaten.piece.begin, written: text.slice(eaten.piece.begin, eaten.piece.end), effect: "drops" }];
}

const isCode = ({ kind }: HtmlState): boolean => kind === "script" || kind === "style" || kind === "data";

function startOf({ language }: SiteText): HtmlState {
  if (language === "style") return { kind: "style" };
  return language === "script" ? { kind: "script", script: scriptStart } : { kind: "text" };
}

function offsetOf(text: string, { line, column }: { readonly line: number; readonly column: number }): number {
  let begin = 0;
  let at = 1;
  for (const end of text.matchAll(/\r\n|\n|\r/g)) {
    if (at === line) break;
    begin = end.index + end[0].length;
    at += 1;
  }
  return begin + column - 1;
}
