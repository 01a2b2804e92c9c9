import type { CheckedSite } from "../check.ts";
import { followedTemplates, indexTemplates } from "./index-templates.ts";
import { readSiteLiquid, type LiquidText } from "./read-site-liquid.ts";

/** Texts that some page may render. A web template that nothing names is not among them, unless a variable may name it. */
export function listReachedTexts(checked: CheckedSite): ReadonlySet<LiquidText> {
  const { webTemplates, pageTemplates } = checked.site;
  const texts = checked.once(readSiteLiquid);
  const { text: templateOf } = checked.once(indexTemplates);
  const used = new Set(pageTemplates.flatMap(({ active, webTemplateId }) => (active ? (webTemplateId ?? []) : [])));
  const paths = new Set(webTemplates.flatMap(({ id, sourcePath }) => (used.has(id) ? sourcePath : [])));
  const reached = new Set<LiquidText>();
  const reach = (text: LiquidText): void => {
    if (reached.has(text)) return;
    reached.add(text);
    for (const { name } of followedTemplates(text)) {
      const next = templateOf(name);
      if (next !== undefined) reach(next);
    }
  };
  for (const text of texts) if (text.source.role !== "web-template" || paths.has(text.source.path)) reach(text);
  const isOpen = [...reached].some(
    ({ references }) =>
      references?.templates.some(({ name }) => name === undefined) === true ||
      references?.paths.some(({ filters }) => filters.includes("web_template")) === true,
  );
  return isOpen ? new Set(texts) : reached;
}
