import { findSettings } from "../../../access/find-settings.ts";
import type { CheckedSite } from "../check.ts";
import { followedTemplates, indexTemplates } from "./index-templates.ts";
import { readSiteLiquid, type LiquidText } from "./read-site-liquid.ts";

/** A text whose output the portal keeps and shows on every page. */
export interface CachedText {
  readonly text: LiquidText;
  /** What it is a part of. */
  readonly part: "header" | "footer";
  /** Names that those who include it give it, in lower case. */
  readonly parameters: ReadonlySet<string>;
}

/**
 * Header and footer where the site caches them, and everything they include outside `substitution`, content snippets too.
 * https://learn.microsoft.com/power-pages/configure/enable-header-footer-output-caching
 */
export function listCachedTexts(checked: CheckedSite): readonly CachedText[] {
  const texts = checked.once(readSiteLiquid);
  const { text: templateOf } = checked.once(indexTemplates);
  const found = new Map<LiquidText, CachedText>();
  const follow = (text: LiquidText, part: CachedText["part"], parameters: ReadonlySet<string>): void => {
    if (found.has(text)) return;
    found.set(text, { text, part, parameters });
    for (const { name, substitution, parameters: given } of followedTemplates(text)) {
      if (substitution !== undefined) continue;
      const next = templateOf(name);
      if (next !== undefined) follow(next, part, new Set([...parameters, ...Array.from(given.keys(), (key) => key.toLowerCase())]));
    }
    for (const name of listSnippets(text))
      for (const snippet of texts)
        if (snippet.source.role === "snippet" && snippet.source.name.toLowerCase() === name) follow(snippet, part, parameters);
  };
  for (const part of ["header", "footer"] as const) {
    const isCached = findSettings(checked.site, `${part}/OutputCache/Enabled`)[0]?.value?.trim().toLowerCase() === "true";
    for (const text of texts) if (isCached && text.source.role === part) follow(text, part, new Set());
  }
  return [...found.values()];
}

/** Snippets whose Liquid a text renders, in lower case. */
function listSnippets({ references }: LiquidText): readonly string[] {
  if (references === undefined) return [];
  const { editables, paths, templates } = references;
  return [
    ...editables.filter(({ rendersLiquid, substitution }) => rendersLiquid && substitution === undefined).map(({ name }) => name),
    ...paths
      .filter(({ path, filters, substitution }) => path.root === "snippets" && filters.includes("liquid") && substitution === undefined)
      .flatMap(({ path }) => path.steps[0] ?? []),
    ...templates
      .filter(({ name, substitution }) => name?.toLowerCase() === "snippet" && substitution === undefined)
      .flatMap(({ parameters }) => /^(?:'([^']*)'|"([^"]*)")$/.exec(parameters.get("snippet_name") ?? "")?.slice(1) ?? []),
  ].flatMap((name) => (name === undefined ? [] : name.toLowerCase()));
}
