import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { findSettings } from "../../access/find-settings.ts";
import type { EmulatorContext } from "../emulator-context.ts";
import type { EmulatorSwitches } from "../switches.ts";
import { policyReportPath } from "./parse-policy-reports.ts";
import { toHeaderValue } from "../web-api/site-headers.ts";
import type { HostMap } from "../host-map.ts";
import { findOutputVisitor } from "./cache/find-output-visitor.ts";
import type { OutputCache } from "./cache/output-cache.ts";
import { guardPage, newSitePolicy, stampInlineScripts, usesNonce, type PolicySettings } from "./content-security-policy.ts";
import { createPageServices } from "./create-page-services.ts";
import type { Forms } from "./forms/create-forms.ts";
import { createReadCheck, defaultLanguage, findTarget } from "./find-target.ts";
import { findLiquidSource } from "./find-liquid-source.ts";
import { renderProblemOverlay } from "./problem-overlay.ts";
import type { PageRenderer } from "./render-page.ts";
import { serveWebFile } from "./serve-web-file.ts";
import type { SiteIndex } from "./site-index.ts";
import { findVisitor } from "./user-object.ts";

/** What changes when the site folder is read again. */
export interface PortalView {
  readonly index: SiteIndex;
  readonly renderer: PageRenderer;
  readonly hostMap: HostMap;
}

export interface PortalParts {
  readonly outputCache: OutputCache;
  readonly forms: Forms;
}

/** The language a visitor has chosen, for the session. https://learn.microsoft.com/power-pages/admin/cookies */
const languageCookieName = "ContextLanguageCode";

/** The site's pages and web files. */
export function createPortal(ctx: EmulatorContext, view: () => PortalView, { outputCache, forms }: PortalParts): Hono {
  const app = new Hono();
  app.route("/", forms.app);
  app.get("*", async (c) => {
    const url = new URL(c.req.url);
    const chosenCode = getCookie(c, languageCookieName);
    const { index, renderer, hostMap } = view();
    const persona = ctx.persona(c.req.raw);
    const reader = { ...persona, rulesWithoutPage: ctx.switches.rulesWithoutPage };
    const target = findTarget(index, { path: url.pathname, chosenCode, reader });
    if (target.kind === "redirect") return c.redirect(target.location + url.search, 302);
    // The cookie middleware in front makes a redirect to the sign-in page of it.
    if (target.kind === "sign-in") return c.text("Sign in to see this page.", 401);
    if (target.kind === "file") return mapText(await serveWebFile(ctx.site(), target.file), hostMap);
    const shownCode = target.language?.code;
    if (shownCode !== undefined && shownCode !== (chosenCode ?? defaultLanguage(ctx.site())?.code))
      setCookie(c, languageCookieName, shownCode, { path: "/" });
    const page = target.kind === "page" ? target.page : undefined;
    const policies = readPolicies(index, ctx.switches);
    const nonce = randomBytes(16).toString("base64");
    const freezesNonce = ctx.switches.nonceInKeptOutput === "frozen" && usesNonce(policies);
    const { html, contentType, problems } = await renderer.render(c.req.raw, page, target.language, {
      visitor: findVisitor(ctx, persona),
      anonymousPortalUser: ctx.switches.anonymousPortalUser,
      services: createPageServices({ ctx, index, request: c.req.raw, persona, page, language: target.language, forms }),
      mayRead: (shown) => createReadCheck(index, reader)(shown, "page"),
      ...(ctx.switches.outputCache === "by-setting" && {
        keeping: {
          cache: outputCache,
          visitor: findOutputVisitor(ctx, c.req.raw, persona),
          finish: (part: string) => (freezesNonce ? stampInlineScripts(part, nonce) : part),
        },
      }),
    });
    const headers = { "content-type": contentType, "cache-control": "no-store", ...writable(siteHeaders(index)) };
    if (!contentType.startsWith("text/html")) return c.body(hostMap.apply(html), target.status, headers);
    const guarded = guardPage(html, policies, {
      nonce,
      hostMap,
      insightsOrigin: ctx.addresses.insights,
      portalOrigin: ctx.addresses.portal,
      reportAddress: ctx.addresses.portal + policyReportPath,
      addsReports: ctx.switches.policyReports === "collected",
    });
    const overlay = renderProblemOverlay(problems, (path) => findLiquidSource(ctx.site(), path));
    const body = overlay === "" ? guarded.html : guarded.html.replace(/<\/body>(?![\s\S]*<\/body>)/i, () => `${overlay}\n</body>`);
    return c.body(hostMap.apply(body), target.status, { ...headers, ...writable(guarded.headers) });
  });
  app.all("*", (c) => c.text("The emulated portal answers GET here.", 405, { allow: "GET, HEAD" }));
  return app;
}

/** Scripts and style sheets of the site may name tracking hosts too. */
async function mapText(response: Response, hostMap: HostMap): Promise<Response> {
  if (hostMap.hosts.length === 0 || !/javascript|json|text\//.test(response.headers.get("content-type") ?? "")) return response;
  return new Response(hostMap.apply(await response.text()), response);
}

/** A setting may hold typographic quotes, and a header cannot. */
const writable = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, toHeaderValue(value)]));

/** A setting that is there and empty is how a policy is switched off. */
function readPolicies(index: SiteIndex, { missingPolicy }: EmulatorSwitches): PolicySettings {
  const isMissing = missingPolicy === "new-site" && findSettings(index.site, "HTTP/Content-Security-Policy").length === 0;
  return {
    enforced: isMissing ? newSitePolicy : index.setting("HTTP/Content-Security-Policy"),
    reportOnly: index.setting("HTTP/Content-Security-Policy-Report-Only"),
  };
}

/** Site settings that are headers by name. https://learn.microsoft.com/power-pages/configure/configure-site-settings */
function siteHeaders(index: SiteIndex): Record<string, string> {
  const names = ["X-Frame-Options", "X-Content-Type-Options"];
  return Object.fromEntries(names.flatMap((name) => (index.setting(`HTTP/${name}`) ? [[name, index.setting(`HTTP/${name}`) ?? ""]] : [])));
}
