import type { Finding } from "../../../contract/finding.ts";
import type { PathReference } from "../../../liquid/liquid-references.ts";
import type { Check, CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import { readSiteLiquid, type LiquidText } from "./read-site-liquid.ts";

const meta: CheckMeta = {
  code: "liquid-name-missing",
  severity: "warning",
  about:
    "A page prints a content snippet or a site setting, links to a site marker, or lists a web link set by a name that the site does not have: nothing is there.",
  advice: "Correct the name, add the record, or give a `default`.",
  source: "https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects",
};

const kinds = {
  snippets: "content snippet",
  settings: "site setting",
  sitemarkers: "site marker",
  weblinks: "web link set",
} as const;
type LookedUp = keyof typeof kinds;
const isLookedUp = (root: string): root is LookedUp => Object.hasOwn(kinds, root);

interface Missing {
  readonly root: LookedUp;
  readonly name: string;
  readonly text: LiquidText;
  readonly offset: number;
}

/** One finding for each name, at its first place. What a condition looks at, or has a default, may well be missing. */
export const liquidNameMissing: Check = {
  meta,
  find(checked) {
    const { site } = checked;
    const names = (records: readonly { readonly active: boolean; readonly name: string; readonly id: string }[]): ReadonlySet<string> =>
      new Set(records.flatMap(({ active, name, id }) => (active ? [name.toLowerCase(), id] : [])));
    const known: Readonly<Record<LookedUp, ReadonlySet<string>>> = {
      snippets: names(site.snippets),
      settings: names(site.settings),
      sitemarkers: names(site.siteMarkers),
      weblinks: names(site.linkSets),
    };
    const missing = checked
      .once(readSiteLiquid)
      .flatMap(listUnguarded)
      // Without any record of the kind the folder was downloaded without it.
      .filter(({ root, name }) => known[root].size > 0 && !known[root].has(name.toLowerCase()));
    const groups = new Map<string, Missing[]>();
    for (const one of missing) {
      const key = `${one.root}\n${one.name.toLowerCase()}`;
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    return [...groups.values()].flatMap((group) => describe(group));
  },
};

function describe(group: readonly Missing[]): Finding[] {
  const [first] = group;
  if (first === undefined) return [];
  const { root, name, text, offset } = first;
  const count = group.length > 1 ? ` (the first of ${group.length} places)` : "";
  const effect = root === "sitemarkers" ? "the address is empty" : root === "weblinks" ? "no link is shown" : "nothing is printed";
  const message = `The site has no active ${kinds[root]} "${name}", so ${effect} here${count}; correct the name or add it.`;
  const severity = root === "sitemarkers" || root === "weblinks" ? "warning" : "info";
  return [{ ...findingAt(meta, text.source, offset, message), severity }];
}

function listUnguarded(text: LiquidText): Missing[] {
  const { references } = text;
  if (references === undefined) return [];
  const lookups = references.paths.filter(({ path }) => isLookedUp(path.root) && path.steps[0] !== undefined);
  const guarded = new Set(lookups.filter(({ use }) => use === "condition").map(keyOf));
  return lookups.flatMap((lookup): Missing[] => {
    const { root, steps } = lookup.path;
    const [name = ""] = steps;
    if (!isLookedUp(root) || guarded.has(keyOf(lookup)) || lookup.filters.includes("default")) return [];
    const isShown = lookup.use === "loop" || (lookup.use === "output" && !(root === "weblinks" && steps.length === 1));
    return isShown && !/^(?:size|count)$/i.test(name) ? [{ root, name, text, offset: lookup.offset }] : [];
  });
}

const keyOf = ({ path: { root, steps } }: PathReference): string => `${root}\n${steps[0]?.toLowerCase() ?? ""}`;
