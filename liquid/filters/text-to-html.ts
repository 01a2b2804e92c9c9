import { encodeHtml } from "../dotnet/html-encode.ts";

const addressPattern = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/g;

/**
 * Plain text as HTML: encoded, paragraphs at empty lines, `<br />` at line ends, addresses as links.
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#text_to_html
 */
export function renderHtmlOfText(text: string): string {
  return text
    .trim()
    .split(/(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))+/)
    .map((paragraph) => `<p>${renderLines(paragraph)}</p>`)
    .join("\n");
}

function renderLines(paragraph: string): string {
  const pieces: string[] = [];
  let at = 0;
  for (const match of paragraph.matchAll(addressPattern)) {
    pieces.push(
      encodeHtml(paragraph.slice(at, match.index)),
      `<a href="${encodeHtml(match[0])}" rel="nofollow">${encodeHtml(match[0])}</a>`,
    );
    at = match.index + match[0].length;
  }
  pieces.push(encodeHtml(paragraph.slice(at)));
  return pieces.join("").replaceAll(/\r\n|\n|\r/g, "<br />\n");
}
