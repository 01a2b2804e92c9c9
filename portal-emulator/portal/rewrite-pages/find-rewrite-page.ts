import type { WebPage } from "../../../site/site.ts";
import type { EmulatorSwitches } from "../../switches.ts";
import type { SiteIndex } from "../site-index.ts";

/** Pages that the portal itself renders for a page template of type Rewrite, by the file that its address names. */
const rewritePages: ReadonlyMap<string, RewritePage> = new Map([
  ["search.aspx", "search"],
  ["profile.aspx", "profile"],
  ["accessdenied.aspx", "content"],
  ["error.aspx", "content"],
  ["pagenotfound.aspx", "content"],
  ["page.aspx", "content"],
  ["fullpage.aspx", "content"],
  ["form.aspx", "content"],
]);

/** content: the page's title, copy, and the list or form that its record names · unknown: that, and a note. */
export type RewritePage = "search" | "profile" | "content" | "unknown";

/**
 * What the portal itself renders for a page; undefined: a web template does. A template that names both an address and a web template is shown by the latter,
 * unless the switch says otherwise.
 */
export function findRewritePage(
  index: SiteIndex,
  page: WebPage,
  { templateOfRewritePages }: Pick<EmulatorSwitches, "templateOfRewritePages">,
): RewritePage | undefined {
  const template = index.site.pageTemplates.find((candidate) => candidate.active && candidate.id === page.pageTemplateId);
  const { rewriteUrl } = template ?? {};
  const isOverruled = templateOfRewritePages === "built-in" && rewriteUrl !== undefined && rewriteUrl !== "";
  if (!isOverruled && index.templateById(template?.webTemplateId) !== undefined) return undefined;
  if (rewriteUrl === undefined || rewriteUrl === "") return "content";
  return rewritePages.get(rewriteUrl.split(/[?#]/, 1)[0]?.split("/").at(-1)?.toLowerCase() ?? "") ?? "unknown";
}
