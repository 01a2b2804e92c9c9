import { runInNewContext } from "node:vm";
import { LiquidFailure } from "../liquid-failure.ts";

/** The engine gives a pattern seconds; a page with one that needs more than this is broken either way. */
const timeoutMs = 250;

/**
 * .NET's Regex.Replace with the constructs that it and JavaScript share; others are refused by name.
 * The replacing runs apart, because a pattern that backtracks without end can only be stopped from outside.
 * https://learn.microsoft.com/dotnet/standard/base-types/regular-expression-language-quick-reference
 */
export function replacePattern(text: string, pattern: string, replacement: string, which: "all" | "first"): string {
  const { source, flags } = translatePattern(pattern);
  let expression: RegExp;
  try {
    // without `u` JavaScript takes needless escapes (`\-`, `\ `), as .NET does
    expression = new RegExp(source, which === "all" ? `g${flags}` : flags);
  } catch (error) {
    throw new LiquidFailure("runtime", `Filter "replace" does not take "${pattern}" for a pattern.`, { subject: "replace", cause: error });
  }
  try {
    const result: unknown = runInNewContext(
      "text.replace(expression, replacement)",
      {
        text,
        expression,
        // the engine puts the first one in as it stands
        replacement: which === "all" ? translateReplacement(replacement, countGroups(source)) : replacement.replaceAll("$", "$$$$"),
      },
      { timeout: timeoutMs },
    );
    return String(result);
  } catch (error) {
    throw new LiquidFailure("runtime", "The RegEx engine has timed out while trying to match a pattern to an input string.", {
      cause: error,
    });
  }
}

function translatePattern(pattern: string): { readonly source: string; readonly flags: string } {
  const unsupported = /\(\?>|\(\?\(|\(\?<\w+-\w+>|\[[^\]]*-\[/.exec(pattern);
  if (unsupported !== null) {
    throw new LiquidFailure("unsupported", `"${unsupported[0]}" in a pattern of filter "replace" is not emulated.`, { subject: "replace" });
  }
  const leading = /^\(\?([ims]+)\)/.exec(pattern);
  const source = pattern.slice(leading?.[0].length ?? 0).replaceAll(/\\([\s\S])|\(\?'(\w+)'/g, (whole, escaped?: string, name?: string) => {
    if (name !== undefined) return `(?<${name}>`;
    if (escaped === "A") return "(?<![\\s\\S])";
    if (escaped === "z") return "(?![\\s\\S])";
    return escaped === "Z" ? "(?=\\n?(?![\\s\\S]))" : whole;
  });
  return { source, flags: leading?.[1] ?? "" };
}

function countGroups(source: string): number {
  return new RegExp(`${source}|`).exec("")?.length ?? 1;
}

/** `${name}` and `$0` are .NET's; a number no group has stands for itself in both. */
function translateReplacement(replacement: string, groups: number): string {
  return replacement.replaceAll(/\$(?:\{(\w+)\}|(\d+)|\$)/g, (whole, name?: string, number?: string) => {
    const reference = number ?? (name !== undefined && /^\d+$/.test(name) ? name : undefined);
    if (reference !== undefined)
      return Number(reference) === 0 ? "$&" : Number(reference) < groups ? `$${reference}` : `$$${whole.slice(1)}`;
    return name === undefined ? whole : `$<${name}>`;
  });
}
