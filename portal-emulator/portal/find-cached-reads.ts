import type { LiquidProblem, LiquidSource } from "../../liquid/create-liquid.ts";
import { findReferences } from "../../liquid/find-references.ts";
import { findPlace } from "../../contract/place.ts";
import { isPerPage } from "../../liquid/is-per-page.ts";

/** Where a header or footer that is rendered once for all addresses reads what differs between them, and shows on every page what the first one had. */
export function findCachedReads({ path, text }: LiquidSource): LiquidProblem[] {
  const references = findReferences(text);
  if (references === undefined) return [];
  // E.g. the `page` of a loop over pages.
  const own = new Set(references.variables.map(({ name }) => name));
  return references.paths
    .filter(({ path: read, substitution, use }) => substitution === undefined && use !== "target" && isPerPage(read) && !own.has(read.root))
    .map(({ path: { root, offset } }) => ({
      kind: "unsupported",
      path,
      ...findPlace(text, offset),
      message: `"${root}" is read here once for all pages on a portal, since its output is cached: put it inside {% substitution %}.`,
    }));
}
