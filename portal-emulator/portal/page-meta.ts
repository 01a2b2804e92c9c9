import { textOf } from "../../site/site-rows.ts";
import { findContentPage, type PageView } from "./page-objects.ts";
import { escapeHtml } from "./page-shell.ts";

/** The page's description for search engines, `adx_meta_description` of its content page or its root (engine source of the 8.x ancestor). */
export function renderPageMeta(view: PageView): string {
  const { page } = view;
  const content = page && findContentPage(view, page);
  const text = textOf(content?.values ?? {}, "meta_description") || textOf(page?.values ?? {}, "meta_description");
  return text ? `<meta name="description" content="${escapeHtml(text)}">\n` : "";
}
