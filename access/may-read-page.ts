import { textOf } from "../site/site-rows.ts";
import type { Site, WebPage, WebPageRule } from "../site/site.ts";

export interface PageReader {
  /** undefined: anonymous. */
  readonly contactId: string | undefined;
  readonly roleIds: readonly string[];
  /**
   * What a rule "restrict read" without a page restricts: nothing in the open-source ancestor, where it may be what a deleted page left behind; the
   * documents do not say.
   */
  readonly rulesWithoutPage?: "nothing" | "everything";
}

/** What is read: a page, or a web file of it. */
export type PageContent = "page" | "file";

/**
 * Whether a visitor may read a page under the site's page access rules. A rule covers its page and what lies below. One that grants change to a role of the
 * visitor goes before all others; otherwise each page from this one up that has rules "restrict read" must have one for a role of the visitor, so that a
 * role on a page that its parent lacks opens nothing. The role of anonymous users carries no page rule. The pages of the site markers Access Denied and
 * Page Not Found are everybody's (open-source ancestor).
 * https://learn.microsoft.com/power-pages/security/page-security
 * @param parentOf the page above
 * @param content a web file follows the rules of its page, except those that leave out the files directly below it
 */
export function mayReadPage(
  site: Site,
  page: WebPage,
  reader: PageReader,
  parentOf: (page: WebPage) => WebPage | undefined,
  content: PageContent = "page",
): boolean {
  const rules = site.pageRules.filter((rule) => rule.active);
  if (rules.length === 0 || isServicePage(site, page)) return true;
  const branch = pagesUpFrom(page, parentOf);
  if (rules.some((rule) => rule.right === "grant-change" && branch.some(({ id }) => id === rule.pageId) && isFor(rule, reader)))
    return true;

  const restricting = rules.filter((rule) => rule.right === "restrict-read");
  const everywhere = reader.rulesWithoutPage === "everything" ? restricting.filter((rule) => rule.pageId === undefined) : [];
  const groups = branch.map((at) =>
    restricting.filter((rule) => rule.pageId === at.id && !(content === "file" && at === page && leavesOutFiles(rule))),
  );
  return [everywhere, ...groups].every((group) => group.length === 0 || group.some((rule) => isFor(rule, reader)));
}

/** The page, its parent and so on; a circle ends the walk. */
function pagesUpFrom(page: WebPage, parentOf: (page: WebPage) => WebPage | undefined): readonly WebPage[] {
  const found: WebPage[] = [];
  for (let at: WebPage | undefined = page; at !== undefined && !found.includes(at); at = parentOf(at)) found.push(at);
  return found;
}

/** `adx_scope: 2`, "exclude direct child web files"; 1 is all content. */
const leavesOutFiles = (rule: WebPageRule): boolean => textOf(rule.values, "scope") === "2";

const isFor = (rule: WebPageRule, reader: PageReader): boolean =>
  reader.contactId !== undefined && rule.roleIds.some((id) => reader.roleIds.includes(id));

const serviceMarkers: ReadonlySet<string> = new Set(["access denied", "page not found"]);

const isServicePage = (site: Site, page: WebPage): boolean =>
  site.siteMarkers.some((marker) => marker.active && marker.pageId === page.id && serviceMarkers.has(marker.name.toLowerCase()));
