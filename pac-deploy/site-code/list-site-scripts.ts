import { Parser } from "htmlparser2";
import { maskLiquid } from "./mask-liquid.ts";
import type { SiteText } from "./list-site-texts.ts";

/** A piece of JavaScript in the site: a whole file, or a script element of one. */
export interface SiteScript {
  readonly source: SiteText;
  /** What the browser would parse, with Liquid masked; every character at the offset it has in the piece. */
  readonly text: string;
  /** Where the piece begins in the file's text, in UTF-16 code units. */
  readonly offset: number;
}

const scriptTypes = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script)$/i;

/** Every script of these texts, in their order. Scripts that are commented out, or of a type no browser runs, are not told. */
export const listSiteScripts = (texts: readonly SiteText[]): SiteScript[] => texts.flatMap(listScripts);

function listScripts(source: SiteText): SiteScript[] {
  if (source.language === "style") return [];
  // Most texts have none, and parsing them all takes longer than the rest of the checks.
  if (source.language === "html" && !/<script\b/i.test(source.text)) return [];
  const text = source.isLiquid ? maskLiquid(source.text) : source.text;
  if (source.language === "script" && !/^\s*<script\b/i.test(text)) return [{ source, text, offset: 0 }];
  const scripts: SiteScript[] = [];
  let begin: number | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === "script" && scriptTypes.test((attributes["type"] ?? "").trim()) && attributes["src"] === undefined)
        begin = parser.endIndex + 1;
    },
    onclosetag(name) {
      if (name !== "script" || begin === undefined) return;
      scripts.push({ source, text: text.slice(begin, parser.startIndex), offset: begin });
      begin = undefined;
    },
  });
  parser.end(text);
  return scripts;
}
