import type { RenderedPage } from "../render-all-pages.ts";
import type { SiteIndex } from "../site-index.ts";
import { findCodeSiteTarget } from "./find-code-site-target.ts";
import type { CodeSite } from "./read-code-site.ts";

/** How a code site comes out: it has one page for the portal, whose routes are its own business. */
export async function renderCodeSite(codeSite: CodeSite, index: SiteIndex): Promise<RenderedPage[]> {
  const target = await findCodeSiteTarget(codeSite, index, "/");
  return [{ url: "/", status: target.kind === "root" ? 200 : 404, errors: 0, problems: [], missing: [] }];
}
