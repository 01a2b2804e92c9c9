import { tokenPath } from "../../../contract/names.ts";
import type { EmulatorSwitches } from "../../switches.ts";
import { platformScripts } from "../platform-scripts.ts";
import { createReadCheck } from "../find-target.ts";
import { renderPortalScript, type PortalObjectParts } from "../portal-object.ts";
import type { SiteIndex } from "../site-index.ts";
import type { PageReader } from "../../../access/may-read-page.ts";
import { findCodeSiteTarget } from "./find-code-site-target.ts";
import { insertPortalScript } from "./insert-portal-script.ts";
import type { CodeSite } from "./read-code-site.ts";

export interface CodeSiteCall extends PortalObjectParts {
  readonly codeSite: CodeSite;
  readonly index: SiteIndex;
  readonly path: string;
  readonly reader: PageReader;
  /** Of the page's policy, for the portal's own script. */
  readonly nonce: string | undefined;
  readonly shellOnCodeSites: EmulatorSwitches["shellOnCodeSites"];
}

export type CodeSiteAnswer =
  | { readonly kind: "page"; readonly html: string }
  | { readonly kind: "file"; readonly response: Response }
  | { readonly kind: "sign-in" }
  | { readonly kind: "none"; readonly message: string; readonly status: 403 | 404 };

/**
 * A code site's answer to a GET: its root document with the portal's object in it, or a file as it is. There is no Liquid, header, footer or snippet. That the
 * home page's rules guard the root document is assumed.
 * https://learn.microsoft.com/power-pages/configure/create-code-sites
 */
export async function showCodeSite({
  codeSite,
  index,
  path,
  reader,
  nonce,
  shellOnCodeSites,
  ...portal
}: CodeSiteCall): Promise<CodeSiteAnswer> {
  const target = await findCodeSiteTarget(codeSite, index, path);
  if (target.kind === "none") return { ...target, status: 404 };
  if (target.kind === "file") return target;
  if (!createReadCheck(index, reader)(index.home, "page"))
    return reader.contactId === undefined ? { kind: "sign-in" } : { kind: "none", message: "You may not read this site.", status: 403 };
  const script = `<script${nonce === undefined ? "" : ` nonce="${nonce}"`}>${renderPortalScript(index.site, portal)}</script>`;
  if (shellOnCodeSites === "absent") return { kind: "page", html: insertPortalScript(target.html, script) };
  const shell = platformScripts.map((src) => `<script src="${src}"></script>`).join("");
  const html = insertPortalScript(target.html, script + shell);
  const end = /<\/body>(?![\s\S]*<\/body>)/i.exec(html)?.index ?? html.length;
  return { kind: "page", html: `${html.slice(0, end)}<div id="antiforgerytoken" data-url="${tokenPath}"></div>${html.slice(end)}` };
}
