import { allOf, andThen } from "../values/later.ts";
import type { Later } from "../values/later.ts";
import type { PageContext } from "../session/page-context.ts";
import type { Evaluate } from "./evaluate.ts";
import { fragment } from "./fragments.ts";
import { parseOperand } from "./operand.ts";

/** The named arguments of a tag, in the order they stand in; blanks or commas separate them. */
export type TagArgumentList = readonly (readonly [name: string, value: Evaluate])[];

// A name begins where a word begins: said, because a long word without a colon would otherwise be tried from each of its letters.
const argumentPattern = new RegExp(`(?<!\\w)(\\w+)\\s*:\\s*(${fragment})`, "g");
const quotedOrNot = /"[^"]*"|'[^']*'/g;

export function parseTagArguments(markup: string): TagArgumentList {
  const quotes = Array.from(markup.matchAll(quotedOrNot), (match) => ({ begin: match.index, end: match.index + match[0].length }));
  // Both come in the order they stand in.
  let at = 0;
  const isQuoted = (index: number): boolean => {
    while ((quotes[at]?.end ?? Infinity) <= index) at++;
    return index > (quotes[at]?.begin ?? Infinity);
  };
  return Array.from(markup.matchAll(argumentPattern))
    .filter((match) => !isQuoted(match.index))
    .map((match) => [match[1] ?? "", parseOperand(match[2] ?? "").evaluate]);
}

export function evaluateTagArguments(list: TagArgumentList, context: PageContext): Later<Record<string, unknown>> {
  return andThen(allOf(list.map(([, evaluate]) => evaluate(context))), (values) => {
    const record: Record<string, unknown> = Object.create(null);
    for (const [at, [name]] of list.entries()) record[name] = values[at];
    return record;
  });
}

const leadingFragment = new RegExp(`^[\\s,]*(${fragment})`);

/** The first unnamed pieces of a tag's text, and what follows them: at most `limit` pieces, ending before a named argument. */
export function readLeadingFragments(markup: string, limit: number): { readonly pieces: readonly string[]; readonly rest: string } {
  const pieces: string[] = [];
  let rest = markup;
  while (pieces.length < limit) {
    const piece = leadingFragment.exec(rest);
    if (piece === null || /^[\s,]*\w+\s*:/.test(rest)) break;
    pieces.push(piece[1] ?? "");
    rest = rest.slice(piece[0].length);
  }
  return { pieces, rest };
}
