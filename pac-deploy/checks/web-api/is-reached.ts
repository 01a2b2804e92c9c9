import type { SiteText } from "../../site-code/list-site-texts.ts";
import type { CheckedSite } from "../check.ts";

/** Names of web templates that something else of the site names, in small letters. */
export const namedTemplates = ({ site, texts }: CheckedSite): ReadonlySet<string> => {
  const byId = new Map(site.webTemplates.map(({ id, name }) => [id, name.toLowerCase()]));
  const named = new Set(
    site.pageTemplates.flatMap(({ active, webTemplateId }) =>
      active && webTemplateId !== undefined ? (byId.get(webTemplateId) ?? []) : [],
    ),
  );
  for (const { text, isLiquid } of texts) {
    if (!isLiquid) continue;
    for (const match of text.matchAll(/\{%-?\s*(?:include|extends)\s*(["'])(.*?)\1/g)) named.add((match[2] ?? "").toLowerCase());
  }
  return named;
};

/** Whether a page may show the text: a web template that nothing names reaches nobody. */
export const isReached = (checked: CheckedSite, { role, name }: SiteText): boolean =>
  role !== "web-template" || checked.once(namedTemplates).has(name.toLowerCase());
