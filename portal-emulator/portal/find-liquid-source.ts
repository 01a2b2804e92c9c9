import type { Site } from "../../site/site.ts";

/** The Liquid source that a problem's path names, as it was parsed; undefined for built-in templates and what the site no longer has. */
export function findLiquidSource(site: Site, path: string): string | undefined {
  const template = site.webTemplates.find((one) => one.sourcePath === path);
  if (template !== undefined) return template.source;
  const snippet = site.snippets.find((one) => one.valuePath === path && one.value !== undefined);
  if (snippet !== undefined) return snippet.value;
  for (const page of site.pages) {
    for (const { parts } of [page, ...page.contentPages]) {
      const part = [parts.copy, parts.summary, parts.customJavaScript, parts.customCss].find((one) => one?.path === path);
      if (part !== undefined) return part.text;
    }
  }
  return site.texts.get(path);
}
