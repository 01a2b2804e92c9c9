import { encodeHtml } from "../../../liquid/dotnet/html-encode.ts";

/** What a visitor looks for. `+word` must be there, `-word` must not; one of the others is enough. */
export interface SearchQuery {
  readonly required: readonly SearchTerm[];
  readonly optional: readonly SearchTerm[];
  readonly excluded: readonly SearchTerm[];
}

/** One word, the beginning of one (`word*`), or several words in a row (`"a phrase"`), as they compare. */
export interface SearchTerm {
  readonly words: readonly string[];
  readonly isPrefix: boolean;
}

export interface SearchedText {
  readonly text: string;
  readonly tokens: readonly Token[];
}

interface Token {
  readonly stem: string;
  readonly word: string;
  readonly begin: number;
  readonly end: number;
}

const maxTerms = 50;
/** Characters of a fragment, about. */
const fragmentChars = 200;

/** The words of a query: of the search language of the portal, words, phrases, `+`, `-` and a trailing `*` are understood (assumed to be enough). */
export function parseSearchQuery(text: string): SearchQuery {
  const [required, optional, excluded]: [SearchTerm[], SearchTerm[], SearchTerm[]] = [[], [], []];
  for (const [, sign, phrase, word] of [...text.matchAll(/([+-]?)(?:"([^"]*)"|([^\s"]+))/g)].slice(0, maxTerms)) {
    const isPrefix = word?.endsWith("*") === true;
    const tokens = tokenize(phrase ?? word ?? "").tokens;
    if (tokens.length === 0) continue;
    const term = { words: tokens.map((token) => (isPrefix ? token.word : token.stem)), isPrefix };
    (sign === "+" ? required : sign === "-" ? excluded : optional).push(term);
  }
  return { required, optional, excluded };
}

/** The words of a text, to be searched through. */
export function tokenize(text: string): SearchedText {
  const tokens = Array.from(text.matchAll(/[\p{L}\p{N}]+/gu), (match): Token => {
    const word = fold(match[0]);
    return { word, stem: stem(word), begin: match.index, end: match.index + match[0].length };
  });
  return { text, tokens };
}

/** How well a title and a text answer the query; 0: not at all. A word of the title counts three times (assumed). */
export function scoreText(query: SearchQuery, title: SearchedText, body: SearchedText): number {
  const count = (term: SearchTerm): number => 3 * findTerm(term, title).length + findTerm(term, body).length;
  if (query.excluded.some((term) => count(term) > 0)) return 0;
  const wanted = [...query.required, ...query.optional];
  const counts = wanted.map(count);
  if (counts.slice(0, query.required.length).some((found) => found === 0)) return 0;
  const matched = counts.filter((found) => found > 0).length;
  const sum = counts.reduce((total, found) => total + Math.log1p(found), 0);
  return (sum * matched) / wanted.length / Math.log(Math.E + title.tokens.length + body.tokens.length);
}

/**
 * A piece of the text around the first word found, as HTML, with the words found in `<em class="highlight">`; undefined for a query with a wildcard (documented).
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#search-index-results
 */
export function renderFragment(query: SearchQuery, body: SearchedText): string | undefined {
  const terms = [...query.required, ...query.optional];
  if (terms.some(({ isPrefix }) => isPrefix)) return undefined;
  const found = terms.flatMap((term) => findTerm(term, body)).sort((one, other) => one.begin - other.begin);
  const start = Math.max(0, (found[0]?.begin ?? 0) - fragmentChars / 4);
  const first = body.tokens.find(({ begin }) => begin >= start);
  const end = Math.max(start + fragmentChars, found[0]?.end ?? 0);
  const last = body.tokens.findLast((token) => token.end <= end);
  if (first === undefined || last === undefined) return "";
  let html = "";
  let at = first.begin;
  for (const { begin, end: close } of found) {
    if (begin < at || close > last.end) continue;
    html += `${encodeHtml(body.text.slice(at, begin))}<em class="highlight">${encodeHtml(body.text.slice(begin, close))}</em>`;
    at = close;
  }
  return (html + encodeHtml(body.text.slice(at, last.end))).replaceAll(/\s+/g, " ");
}

function findTerm({ words, isPrefix }: SearchTerm, { tokens }: SearchedText): readonly { readonly begin: number; readonly end: number }[] {
  return tokens.flatMap((token, at) => {
    const fits = words.every((word, offset) => {
      const other = tokens[at + offset];
      return other !== undefined && (isPrefix ? other.word.startsWith(word) : other.stem === word);
    });
    const last = tokens[at + words.length - 1];
    return fits && last !== undefined ? [{ begin: token.begin, end: last.end }] : [];
  });
}

function fold(word: string): string {
  return word.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** Inflected words are found (documented); English endings only, the portal's stemmer knows more. */
function stem(word: string): string {
  return word.length > 5 ? word.replace(/(?:ing|ed|es|s)$/, "") : word.length > 3 ? word.replace(/s$/, "") : word;
}
