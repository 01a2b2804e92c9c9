import { textOf } from "../site/site-rows.ts";
import type { Site, WebPage, WebPageRule } from "../site/site.ts";

export interface PageReader {
  /** undefined: anonymous. */
  readonly contactId: string | undefined;
  readonly roleIds: readonly string[];
  /**
   * What a rule "restrict read" without a page restricts: the sources name rules without a page as site-wide, but only ones that grant change are seen so;
   * one that restricts may be what a deleted page left behind.
   */
  readonly rulesWithoutPage?: "nothing" | "everything";
}

/** What is read: a page, or a web file of it. */
export type PageContent = "page" | "file";

/**
 * Whether a visitor may read a page under the site's page access rules: a rule "restrict read" covers its page and what lies below, and lets its
 * roles through; the rules nearest above the page decide (assumed). The role of anonymous users carries no page rule, so an anonymous visitor
 * reads no restricted page.
 * https://learn.microsoft.com/power-pages/security/page-security
 * @param parentOf the page above, by id
 * @param content a web file follows the rules of its page, except those that leave out the files directly below it
 */
export function mayReadPage(
  site: Site,
  page: WebPage,
  reader: PageReader,
  parentOf: (page: WebPage) => WebPage | undefined,
  content: PageContent = "page",
): boolean {
  const rules = site.pageRules.filter((rule) => rule.active && rule.right === "restrict-read");
  if (rules.length === 0) return true;
  const seen = new Set<string>();
  for (let at: WebPage | undefined = page; at !== undefined && !seen.has(at.id); at = parentOf(at)) {
    seen.add(at.id);
    const here = at.id;
    const own = rules.filter((rule) => rule.pageId === here && !(content === "file" && at === page && leavesOutFiles(rule)));
    if (own.length > 0) return isAllowed(own, reader);
  }
  const everywhere = reader.rulesWithoutPage === "everything" ? rules.filter((rule) => rule.pageId === undefined) : [];
  return everywhere.length === 0 || isAllowed(everywhere, reader);
}

/** `adx_scope: 2`, "exclude direct child web files"; 1 is all content. */
const leavesOutFiles = (rule: WebPageRule): boolean => textOf(rule.values, "scope") === "2";

const isAllowed = (rules: Site["pageRules"], reader: PageReader): boolean =>
  reader.contactId !== undefined && rules.some((rule) => rule.roleIds.some((id) => reader.roleIds.includes(id)));
