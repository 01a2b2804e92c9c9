export type LineEnd = "\n" | "\r\n" | "\r";

const lineEndPattern = /\r\n|\n|\r/g;

/** The line end that a text uses most; undefined when it has a single line. */
export function lineEndOf(text: string): LineEnd | undefined {
  // Most texts have but one kind.
  if (!text.includes("\r")) return text.includes("\n") ? "\n" : undefined;
  const counts = new Map<LineEnd, number>();
  for (const [found] of text.matchAll(lineEndPattern)) {
    // The pattern matches nothing but line ends.
    const end = found as LineEnd;
    counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  return mostFrequent(counts);
}

/** The line end nearest before `offset`, so that an insertion looks like the lines around it; failing that the text's own, failing that LF. */
export function lineEndAt(text: string, offset: number): LineEnd {
  const at = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1));
  if (offset <= 0 || at < 0) return lineEndOf(text) ?? "\n";
  if (text[at] === "\r") return "\r";
  return text[at - 1] === "\r" ? "\r\n" : "\n";
}

/**
 * The line end for a new file: what most files of its kind use, else most files of the site, else LF. Lone CR is never started anew.
 * @param kindEnd how the names of its kind end, e.g. `.webtemplate.yml`
 */
export function lineEndForNewFile(texts: ReadonlyMap<string, string>, kindEnd: string): "\n" | "\r\n" {
  const ofKind = new Map<"\n" | "\r\n", number>();
  const ofSite = new Map<"\n" | "\r\n", number>();
  for (const [path, text] of texts) {
    const lineEnd = lineEndOf(text);
    if (lineEnd === undefined || lineEnd === "\r") continue;
    ofSite.set(lineEnd, (ofSite.get(lineEnd) ?? 0) + 1);
    if (path.endsWith(kindEnd)) ofKind.set(lineEnd, (ofKind.get(lineEnd) ?? 0) + 1);
  }
  return mostFrequent(ofKind) ?? mostFrequent(ofSite) ?? "\n";
}

/** `text` with every line end replaced. */
export function withLineEnd(text: string, lineEnd: LineEnd): string {
  return text.replaceAll(lineEndPattern, lineEnd);
}

function mostFrequent<T>(counts: ReadonlyMap<T, number>): T | undefined {
  let best: T | undefined;
  for (const [item, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = item;
  return best;
}
