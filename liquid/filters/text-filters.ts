import { toInt32 } from "../dotnet/convert-number.ts";
import { replacePattern } from "../dotnet/replace-pattern.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { defaultDialect } from "../liquid-host.ts";
import { decodeUrl, encodeHtml, encodeUrl, encodeXml } from "../dotnet/html-encode.ts";
import type { PageContext } from "../session/page-context.ts";
import { renderText } from "../values/render-text.ts";
import { pageFilter } from "./page-filter.ts";
import type { PageFilter } from "./page-filter.ts";
import { renderHtmlOfText } from "./text-to-html.ts";
import { stripDangerousHtml } from "./html-safe.ts";

/** nil stays nil; anything else is taken as the text it prints as. https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#string-filters */
export const textFilters: Readonly<Record<string, PageFilter>> = {
  append: pageFilter(1, 1, (input, [text]) => renderText(input) + renderText(text)),
  capitalize: ofText(0, 0, capitalizeWords),
  downcase: ofText(0, 0, (text) => text.toLowerCase()),
  escape: ofText(0, 0, encodeHtml),
  escape_once: ofText(0, 0, (text) =>
    encodeHtml(text.replaceAll(/&(lt|gt|amp|quot|#39);/g, (entity) => decodedEntities[entity] ?? entity)),
  ),
  h: ofText(0, 0, encodeHtml),
  html_safe_escape: ofText(0, 0, (text, _arguments, context) => stripDangerousHtml(text, () => context.countStep())),
  lstrip: ofText(0, 0, (text) => text.trimStart()),
  newline_to_br: ofText(0, 0, (text) => text.replaceAll(/(\r?\n)/g, "<br />$1")),
  prepend: pageFilter(1, 1, (input, [text]) => renderText(text) + renderText(input)),
  remove: ofText(1, 1, (text, [part]) => (renderText(part) === "" ? text : text.replaceAll(renderText(part), ""))),
  remove_first: ofText(1, 1, (text, [part]) => replaceFirst(text, renderText(part), "")),
  replace: ofText(1, 2, (text, [part, by], context) => replaceEach(text, renderText(part), { by: renderText(by), context })),
  replace_first: ofText(1, 2, (text, [part, by], context) => {
    if (!usesPatterns(context.session) || renderText(part) === "") return replaceFirst(text, renderText(part), renderText(by));
    context.assertTime();
    return replacePattern(text, renderText(part), renderText(by), "first");
  }),
  rstrip: ofText(0, 0, (text) => text.trimEnd()),
  slice: ofText(1, 2, (text, [from, ...length]) => sliceText(text, toInt32(from), length.length === 0 ? 1 : toInt32(length[0]))),
  split: pageFilter(1, 1, (input, [separator], context) => splitText(renderText(input), renderText(separator), context)),
  strip: ofText(0, 0, (text) => text.trim()),
  strip_html: ofText(0, 0, stripHtml),
  strip_newlines: ofText(0, 0, (text) => text.replaceAll(/\r?\n|\r/g, "")),
  text_to_html: ofText(0, 0, renderHtmlOfText),
  truncate: ofText(0, 2, (text, given) => truncate(text, given.length === 0 ? 50 : toInt32(given[0]), assertEnding(given))),
  truncate_words: ofText(0, 2, truncateWords),
  truncatewords: ofText(0, 2, truncateWords),
  upcase: ofText(0, 0, (text) => text.toUpperCase()),
  url_decode: ofText(0, 0, decodeUrl),
  url_encode: ofText(0, 0, encodeUrl),
  url_escape: ofText(0, 0, encodeUrl),
  xml_escape: ofText(0, 0, encodeXml),
};

const decodedEntities: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#39;": "'" };

type ApplyToText = (text: string, arguments_: readonly unknown[], context: PageContext) => unknown;

function ofText(minArguments: number, maxArguments: number, apply: ApplyToText): PageFilter {
  return pageFilter(minArguments, maxArguments, (input, arguments_, context) =>
    input === null || input === undefined ? input : apply(renderText(input), arguments_, context),
  );
}

/** .NET's title case: every word, except those all in capitals. */
function capitalizeWords(text: string): string {
  return text.replaceAll(/[\p{L}\p{M}\p{N}']+/gu, (word) =>
    /\p{Ll}/u.test(word) ? word.charAt(0).toUpperCase() + word.slice(1).toLowerCase() : word,
  );
}

/** How long the result is is known before it is made: a few replacements within each other would fill any memory. */
function replaceEach(text: string, part: string, { by, context }: { readonly by: string; readonly context: PageContext }): string {
  if (part === "") return text;
  if (usesPatterns(context.session)) {
    // one pattern may take as long as thousands of other steps
    context.assertTime();
    // a pattern may fit between any two characters
    context.memoryLimit.check(text.length + (text.length + 1) * by.length);
    return replacePattern(text, part, by, "all");
  }
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) {
    context.countStep();
    count++;
  }
  context.memoryLimit.check(text.length + count * (by.length - part.length));
  return text.replaceAll(part, by.replaceAll("$", "$$$$"));
}

function usesPatterns({ host }: PageContext["session"]): boolean {
  return (host.dialect ?? defaultDialect).replacedText === "pattern";
}

function replaceFirst(text: string, part: string, by: string): string {
  const at = part === "" ? -1 : text.indexOf(part);
  return at === -1 ? text : text.slice(0, at) + by + text.slice(at + part.length);
}

/** A negative start counts from the end; what would lie before the text takes from the length. */
function sliceText(text: string, from: number, length: number): string | undefined {
  if (from > text.length) return undefined;
  const begin = from < 0 ? text.length + from : from;
  return text.slice(Math.max(0, begin), Math.max(0, begin + length));
}

/** What a script, a style sheet or a comment holds goes with it; one that does not end is a tag like any other. */
const wholes = [
  { begin: /<script/iy, end: /<\/script>/gi },
  { begin: /<style/iy, end: /<\/style>/gi },
  { begin: /<!--/y, end: /-->/g },
];

/** One way through the text: a pattern would look for the end of every `<script` anew. */
function stripHtml(text: string): string {
  const missing = new Set<RegExp>();
  const findEnd = (opening: number): number => {
    for (const { begin, end } of wholes) {
      begin.lastIndex = opening;
      if (missing.has(end) || !begin.test(text)) continue;
      end.lastIndex = begin.lastIndex;
      if (end.test(text)) return end.lastIndex;
      missing.add(end);
    }
    return text.indexOf(">", opening) + 1;
  };
  let kept = "";
  let at = 0;
  for (let opening = text.indexOf("<"); opening !== -1; opening = text.indexOf("<", at)) {
    const end = findEnd(opening);
    if (end === 0) break;
    kept += text.slice(at, opening);
    at = end;
  }
  return kept + text.slice(at);
}

/** Empty pieces are dropped, but a blank text is a list of itself; no separator cuts into characters. */
function splitText(text: string, separator: string, context: PageContext): readonly string[] {
  if (text.trim() === "") return [text];
  context.checkListMemory(Math.ceil(text.length / Math.max(1, separator.length)));
  return separator === "" ? Array.from(text) : text.split(separator).filter((piece) => piece !== "");
}

function assertEnding(given: readonly unknown[]): string {
  if (given.length === 2 && given[1] === undefined)
    throw new LiquidFailure("runtime", "Object reference not set to an instance of an object.");
  return readEnding(given);
}

/** Where it is given and nil it is nothing. */
function readEnding(given: readonly unknown[]): string {
  return given.length < 2 ? "..." : renderText(given[1]);
}

/** The ending counts. */
function truncate(text: string, length: number, ending: string): string {
  if (text === "") return text;
  return text.length > length ? text.slice(0, Math.max(0, length - ending.length)) + ending : text;
}

function truncateWords(text: string, given: readonly unknown[]): string {
  if (text === "") return text;
  const words = text.split(" ");
  const length = Math.max(0, given.length === 0 ? 15 : toInt32(given[0]));
  return words.length > length ? words.slice(0, length).join(" ") + readEnding(given) : text;
}
