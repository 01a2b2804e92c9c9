import type { LiquidProblem, LiquidSource } from "../../liquid/create-liquid.ts";

/** Objects that differ from page to page or from moment to moment. */
const perPage = /\b(page|request|params|now|sitemap(?=\s*\.\s*current\b))\s*[.[|}]/;

/**
 * Where a header or footer that is rendered once for all addresses reads what differs between them, and shows on every page what the first one had.
 * https://learn.microsoft.com/power-pages/configure/enable-header-footer-output-caching
 */
export function findCachedReads({ path, text }: LiquidSource): LiquidProblem[] {
  // Blanked, not cut out: lines and columns stay.
  const cached = text.replaceAll(/\{%-?\s*(substitution|comment|raw)\s*-?%\}[\s\S]*?\{%-?\s*end\1\s*-?%\}/g, (hole) =>
    hole.replaceAll(/[^\r\n]/g, " "),
  );
  const found: LiquidProblem[] = [];
  for (const piece of cached.matchAll(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g)) {
    const read = perPage.exec(piece[0].replaceAll(/"[^"]*"|'[^']*'/g, (literal) => " ".repeat(literal.length)));
    if (read?.[1] === undefined) continue;
    const before = cached.slice(0, piece.index + read.index).split(/\r\n|\r|\n/);
    found.push({
      kind: "unsupported",
      path,
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      message: `"${read[1]}" is read here once for all pages on a portal, since its output is cached: put it inside {% substitution %}.`,
    });
  }
  return found;
}
