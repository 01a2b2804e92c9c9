/** One directive of a policy, with where it stands in the text. */
export interface Directive {
  /** Lower case. */
  readonly name: string;
  readonly sources: readonly string[];
  /** From the first character of the name to behind the last source. */
  readonly start: number;
  readonly end: number;
}

/** Why a browser takes no notice of a directive: one of that name stands before it; it holds a character that is not ASCII, e.g. a typographic quote. */
export type IgnoredReason = "duplicate" | "not-ascii";

export interface Policy {
  readonly directives: readonly Directive[];
  readonly ignored: readonly (Directive & { readonly reason: IgnoredReason })[];
  /** Where the policy ends: at a comma, or with the text. */
  readonly end: number;
}

/**
 * Reads the value of a Content-Security-Policy header as browsers do. A comma ends one policy and begins another; what is loaded has to pass all of them.
 * A policy without a directive that counts is none.
 * https://www.w3.org/TR/CSP3/#parse-serialized-policy-list
 */
export function parsePolicies(text: string): Policy[] {
  return splitAt(text, ",", 0)
    .map(({ part, start }) => parsePolicy(part, start))
    .filter(({ directives, ignored }) => directives.length + ignored.length > 0);
}

/**
 * Reads one policy. https://www.w3.org/TR/CSP3/#parse-serialized-policy
 * @param offset where the text stands in a larger one; the directives' places are counted from there
 */
export function parsePolicy(text: string, offset = 0): Policy {
  const directives: Directive[] = [];
  const ignored: (Directive & { reason: IgnoredReason })[] = [];
  for (const { part, start } of splitAt(text, ";", offset)) {
    const [name, ...sources] = [...part.matchAll(/[^\t\n\f\r ]+/g)];
    if (name === undefined) continue;
    const last = sources.at(-1) ?? name;
    const directive: Directive = {
      name: name[0].toLowerCase(),
      sources: sources.map(([source]) => source),
      start: start + name.index,
      end: start + last.index + last[0].length,
    };
    if (/[^\0-\x7F]/.test(part)) ignored.push({ ...directive, reason: "not-ascii" });
    else if (directives.some((known) => known.name === directive.name)) ignored.push({ ...directive, reason: "duplicate" });
    else directives.push(directive);
  }
  return { directives, ignored, end: offset + text.length };
}

function splitAt(text: string, separator: string, offset: number): { part: string; start: number }[] {
  let start = offset;
  return text.split(separator).map((part) => {
    const found = { part, start };
    start += part.length + separator.length;
    return found;
  });
}
