import { decodeUrl, encodeHtml, encodeUrl, encodeXml } from "../dotnet/html-encode.ts";
import { readNumeric } from "../values/liquid-decimal.ts";
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
  html_safe_escape: ofText(0, 0, stripDangerousHtml),
  lstrip: ofText(0, 0, (text) => text.trimStart()),
  newline_to_br: ofText(0, 0, (text) => text.replaceAll(/(\r?\n)/g, "<br />$1")),
  prepend: pageFilter(1, 1, (input, [text]) => renderText(text) + renderText(input)),
  remove: ofText(1, 1, (text, [part]) => (renderText(part) === "" ? text : text.replaceAll(renderText(part), ""))),
  remove_first: ofText(1, 1, (text, [part]) => replaceFirst(text, renderText(part), "")),
  replace: ofText(1, 2, (text, [part, by]) => (renderText(part) === "" ? text : text.replaceAll(renderText(part), () => renderText(by)))),
  replace_first: ofText(1, 2, (text, [part, by]) => replaceFirst(text, renderText(part), renderText(by))),
  rstrip: ofText(0, 0, (text) => text.trimEnd()),
  slice: ofText(1, 2, (text, [from, length]) => sliceText(text, readNumeric(from)?.value ?? 0, readNumeric(length)?.value ?? 1)),
  split: pageFilter(1, 1, (input, [separator]) => splitText(renderText(input), renderText(separator))),
  strip: ofText(0, 0, (text) => text.trim()),
  strip_html: ofText(0, 0, (text) => text.replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>/gi, "")),
  strip_newlines: ofText(0, 0, (text) => text.replaceAll(/\r?\n|\r/g, "")),
  text_to_html: ofText(0, 0, renderHtmlOfText),
  truncate: ofText(0, 2, (text, [length, ending]) =>
    truncate(text, readNumeric(length)?.value ?? 50, ending === undefined ? "..." : renderText(ending)),
  ),
  truncate_words: ofText(0, 2, truncateWords),
  truncatewords: ofText(0, 2, truncateWords),
  upcase: ofText(0, 0, (text) => text.toUpperCase()),
  url_decode: ofText(0, 0, decodeUrl),
  url_encode: ofText(0, 0, encodeUrl),
  url_escape: ofText(0, 0, encodeUrl),
  xml_escape: ofText(0, 0, encodeXml),
};

const decodedEntities: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#39;": "'" };

function ofText(minArguments: number, maxArguments: number, apply: (text: string, arguments_: readonly unknown[]) => unknown): PageFilter {
  return pageFilter(minArguments, maxArguments, (input, arguments_) =>
    input === null || input === undefined ? input : apply(renderText(input), arguments_),
  );
}

/** .NET's title case: every word, except those all in capitals. */
function capitalizeWords(text: string): string {
  return text.replaceAll(/[\p{L}\p{M}\p{N}']+/gu, (word) =>
    /\p{Ll}/u.test(word) ? word.charAt(0).toUpperCase() + word.slice(1).toLowerCase() : word,
  );
}

function replaceFirst(text: string, part: string, by: string): string {
  const at = part === "" ? -1 : text.indexOf(part);
  return at === -1 ? text : text.slice(0, at) + by + text.slice(at + part.length);
}

/** A negative start counts from the end. */
function sliceText(text: string, from: number, length: number): string {
  const begin = from < 0 ? Math.max(0, text.length + from) : from;
  return text.slice(begin, begin + Math.max(0, length));
}

/** Empty pieces are dropped; no separator cuts into characters. */
function splitText(text: string, separator: string): readonly string[] {
  return separator === "" ? Array.from(text) : text.split(separator).filter((piece) => piece !== "");
}

/** The ending counts. */
function truncate(text: string, length: number, ending: string): string {
  return text.length > length ? text.slice(0, Math.max(0, length - ending.length)) + ending : text;
}

function truncateWords(text: string, [count, ending]: readonly unknown[]): string {
  const words = text.split(" ");
  const length = Math.max(0, readNumeric(count)?.value ?? 15);
  return words.length > length ? words.slice(0, length).join(" ") + (ending === undefined ? "..." : renderText(ending)) : text;
}
