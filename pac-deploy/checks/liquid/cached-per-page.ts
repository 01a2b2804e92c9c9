import { isPerPage } from "../../../liquid/is-per-page.ts";
import type { PathReference } from "../../../liquid/liquid-references.ts";
import type { LiquidPath } from "../../../liquid/read-value.ts";
import type { Check, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { listCachedTexts, type CachedText } from "./list-cached-texts.ts";

const meta: CheckMeta = {
  code: "cached-per-page",
  severity: "warning",
  about:
    "A header or footer whose output is cached reads the page or the request outside `{% substitution %}`: every page shows what the first one had.",
  advice: "Put what reads it into `{% substitution %}`, with every variable it needs.",
  source: "https://learn.microsoft.com/power-pages/configure/enable-header-footer-output-caching",
};

/** One finding for each text: at the first place, with everything of the page that it reads. */
export const cachedPerPage: Check = {
  meta,
  find(checked) {
    const cached = checked.once(listCachedTexts);
    const used = new Set(
      cached.flatMap(({ text }) =>
        (text.references?.paths ?? []).flatMap(({ path, substitution, use }) =>
          substitution === undefined && use !== "target" ? path.root : [],
        ),
      ),
    );
    return cached.flatMap((one) => {
      const { source } = one.text;
      const found = listPerPage(one, used);
      const [first] = found;
      if (first === undefined) return [];
      const names = [...new Set(found.map(({ path }) => source.text.slice(path.offset, path.end).trim()))];
      const shown = names.slice(0, 4).join(", ") + (names.length > 4 ? ` and ${names.length - 4} more` : "");
      const where = source.role === one.part ? "" : `, which includes ${source.where},`;
      const says = `${shown}: the output of the ${one.part}${where} is cached, so every page shows what the first one had here; put this inside {% substitution %}${describeAddresses(names)}.`;
      return [findingAt(meta, source, first.offset, says)];
    });
  },
};

const describeAddresses = (names: readonly string[]): string =>
  names.some((name) => /\bsign_(?:in|out)_url$/.test(name)) ? ", or use sign_in_url_substitution and sign_out_url_substitution" : "";

function listPerPage({ text: { source, references }, parameters }: CachedText, used: ReadonlySet<string>): readonly PathReference[] {
  if (references === undefined) return [];
  const own = new Set(references.variables.map(({ name }) => name));
  // A variable that nothing reads outside of a hole does no harm.
  const unused = new Set(
    references.variables.flatMap(({ by, name, offset, isConditional }) =>
      by === "assign" && !isConditional && !used.has(name) ? offset : [],
    ),
  );
  const tags = references.pieces.filter(({ kind }) => kind === "tag");
  return references.paths.filter(({ path, use, filters, substitution }) => {
    if (substitution !== undefined || own.has(path.root) || parameters.has(path.root)) return false;
    if (!(isPerPage(path) || hasAddressOf(path, filters)) || isStock(source.name, path)) return false;
    if (path.root === "now" && /^[^}]*\|\s*date\s*:\s*(?:'y+'|"y+")/.test(source.text.slice(path.end))) return false;
    if (use !== "assign") return true;
    return !tags.some(({ begin, end }) => unused.has(begin) && begin <= path.offset && path.offset < end);
  });
}

/** As the search box and the menu of languages come with every site. */
const isStock = (name: string, { root, steps }: LiquidPath): boolean =>
  (name.toLowerCase() === "search" && root === "params" && steps[0] === "q") || (root === "page" && steps[0] === "languages");

/** Members that hold the page's address, or compare with it. */
function hasAddressOf({ root, steps }: LiquidPath, filters: readonly string[]): boolean {
  const names = steps.map((step) => step?.toLowerCase());
  if (root === "website") return names[0] === "sign_in_url" || names[0] === "sign_out_url";
  if (root === "language") return names[0] === "url";
  return (
    names.some((name) => name === "is_sitemap_current" || name === "is_sitemap_ancestor") ||
    filters.includes("is_sitemap_current") ||
    filters.includes("is_sitemap_ancestor")
  );
}
