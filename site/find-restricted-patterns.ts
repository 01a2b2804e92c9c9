import { createPlaceFinder } from "../contract/place.ts";
import { maskLiterals } from "./mask-literals.ts";

/**
 * Texts that server logic must not contain; the portal refuses a script with any of them.
 * https://learn.microsoft.com/power-pages/configure/author-server-logic#limitations
 */
export const restrictedPatterns = [
  "__dirname",
  "__filename",
  "import(",
  "import from",
  "eval(",
  "Function(",
  "setTimeout(",
  "setInterval(",
  "setImmediate(",
  "process.exit",
  "process.kill",
  "child_process",
  "fs.",
  "require(",
  "constructor.constructor",
  "this.constructor",
  "arguments.callee",
  "with(",
  "delete",
  "Object.getPrototypeOf",
  "Object.setPrototypeOf",
  "Proxy(",
  "Reflect.",
  "Symbol.for",
  "__proto__",
  "prototype",
  "debugger",
] as const;
export type RestrictedPattern = (typeof restrictedPatterns)[number];

export interface RestrictedUse {
  readonly pattern: RestrictedPattern;
  /** UTF-16 offset in the script. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * everywhere: plain text, comments and strings too, as observed (third party). code: outside of them, since Microsoft's own samples have `delete` in
 * comments and strings.
 */
export type RestrictedPlaces = "everywhere" | "code";

/**
 * Where a script of server logic holds restricted text, in the script's order. Case counts (`DeleteRecord` is in the documented sample), but
 * `startsWith(` is refused like `startswith(`: observed (third party).
 */
export function findRestrictedPatterns(script: string, places: RestrictedPlaces = "everywhere"): RestrictedUse[] {
  const searched = places === "code" ? maskLiterals(script) : script;
  const lowerCase = searched.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const placeOf = createPlaceFinder();
  const uses = restrictedPatterns.flatMap((pattern) => {
    const found: RestrictedUse[] = [];
    const text = pattern === "with(" ? lowerCase : searched;
    for (let offset = text.indexOf(pattern); offset >= 0; offset = text.indexOf(pattern, offset + pattern.length)) {
      found.push({ pattern, offset, ...placeOf(script, offset) });
    }
    return found;
  });
  return uses.sort((one, other) => one.offset - other.offset);
}
