import { QueryFault } from "./query-fault.ts";

/** Splits at a mark, but not inside quotes or brackets. Throws QueryFault `syntax` for brackets or quotes that do not close. */
export function splitOutside(text: string, mark: "," | ";"): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "'") {
      isQuoted = !isQuoted;
    } else if (!isQuoted && char === "(") {
      depth += 1;
    } else if (!isQuoted && char === ")") {
      depth -= 1;
    } else if (!isQuoted && depth === 0 && char === mark) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
    if (depth < 0) {
      break;
    }
  }
  if (depth !== 0 || isQuoted) {
    throw new QueryFault("syntax", "There is a bracket or a quote that does not close.");
  }
  return [...parts, text.slice(from)];
}
