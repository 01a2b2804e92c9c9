import { runInNewContext } from "node:vm";

/** A portal's validators have seconds; what needs more than this was made to. */
const timeoutMs = 250;

/**
 * Whether a text fits an expression of the site's from its first to its last character. An expression that is none for JavaScript does not hold anything up (a
 * portal reads .NET's). A text with which one backtracks without end does not fit (assumed): a visitor chooses it, and would hold up everybody. That can only be
 * stopped from outside, so the expression runs apart.
 */
export function isWholeMatch(expression: string, text: string): boolean {
  const pattern = parse(`^(?:${expression})$`);
  if (pattern === undefined) return true;
  try {
    return runInNewContext("pattern.test(text)", { pattern, text }, { timeout: timeoutMs }) === true;
  } catch (error) {
    // An error of the other context is no instance of this one's.
    if (typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}

function parse(expression: string): RegExp | undefined {
  try {
    return new RegExp(expression);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
