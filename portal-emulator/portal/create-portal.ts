import { randomBytes } from "node:crypto";
import { Hono, type Context } from "hono";
import { getCookie } from "hono/cookie";
import type { AntiForgery } from "../anti-forgery/create-anti-forgery.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";
import type { HostMap } from "../host-map.ts";
import { findOutputVisitor } from "./cache/find-output-visitor.ts";
import type { OutputCache } from "./cache/output-cache.ts";
import { showCodeSite } from "./code-site/show-code-site.ts";
import type { CodeSite } from "./code-site/read-code-site.ts";
import { stampInlineScripts, usesNonce } from "./content-security-policy.ts";
import { createPageServices } from "./create-page-services.ts";
import { findLanguageRedirect } from "./find-language-redirect.ts";
import { findMovedPage, findRedirect } from "./find-redirect.ts";
import { createReadCheck, defaultLanguage, findTarget, type Target } from "./find-target.ts";
import type { Forms } from "./forms/create-forms.ts";
import { mayPreview } from "./may-preview.ts";
import type { PageRenderer } from "./render-page.ts";
import { renderResourceStrings, resourceStringsPath } from "./resource-strings.ts";
import { createProfiles } from "./rewrite-pages/profile.ts";
import { findRewritePage } from "./rewrite-pages/find-rewrite-page.ts";
import { readPolicies, sendPage } from "./send-page.ts";
import { serveWebFile } from "./serve-web-file.ts";
import type { SiteIndex } from "./site-index.ts";
import { findVisitor } from "./user-object.ts";

/** What changes when the site folder is read again. */
export interface PortalView {
  readonly index: SiteIndex;
  readonly renderer: PageRenderer;
  readonly hostMap: HostMap;
  /** undefined: a classic site. */
  readonly codeSite?: CodeSite | undefined;
  /** The same with what is not published; without it nobody previews anything. */
  readonly previewed?: () => Pick<PortalView, "index" | "renderer">;
}

export interface PortalParts {
  readonly outputCache: OutputCache;
  readonly forms: Forms;
  readonly antiForgery: Pick<AntiForgery, "app" | "verify">;
}

/** The language a visitor has chosen, for the session. https://learn.microsoft.com/power-pages/admin/cookies */
const languageCookieName = "ContextLanguageCode";

/** The site's pages and web files. */
export function createPortal(ctx: EmulatorContext, view: () => PortalView, { outputCache, forms, antiForgery }: PortalParts): Hono {
  const app = new Hono();
  const profiles = createProfiles(ctx, antiForgery);

  const answerClassic = async (c: Context, persona: Persona): Promise<Response> => {
    const url = new URL(c.req.url);
    const request = c.req.raw;
    const current = view();
    const { hostMap } = current;
    const previews = ctx.switches.previewUnpublished === "by-permission" && mayPreview(current.index.site, persona);
    const { index, renderer } = previews && current.previewed !== undefined ? current.previewed() : current;
    const redirect = findRedirect(index, url);
    if (redirect !== undefined) return c.redirect(redirect.location, redirect.status);
    const chosenCode = getCookie(c, languageCookieName);
    const reader = { ...persona, rulesWithoutPage: ctx.switches.rulesWithoutPage };
    const target = findTarget(index, { path: url.pathname, chosenCode, reader, now: ctx.clock.now() });
    if (target.kind === "redirect") return c.redirect(target.location + url.search, 302);
    // The cookie middleware in front makes a redirect to the sign-in page of it.
    if (target.kind === "sign-in") return c.text("Sign in to see this page.", 401);
    if (target.kind === "file") return mapText(await serveWebFile(ctx.site(), target.file), hostMap);
    if (target.status === 404) {
      const moved = findMovedPage(index, url.pathname)?.url;
      if (moved !== undefined) return c.redirect(encodeURI(moved) + url.search, 301);
    }
    const shownCode = target.language?.code;
    const cookies =
      shownCode === undefined || shownCode === (chosenCode ?? defaultLanguage(ctx.site())?.code)
        ? []
        : [`${languageCookieName}=${encodeURIComponent(shownCode)}; Path=/`];
    const elsewhere = target.status === 200 ? findLanguageRedirect(index, url, { code: shownCode, switches: ctx.switches }) : undefined;
    if (elsewhere !== undefined) return withCookies(c.redirect(elsewhere, 302), cookies);
    const page = target.kind === "page" ? target.page : undefined;
    const isProfile = page !== undefined && findRewritePage(index, page, ctx.switches) === "profile";
    const profile = isProfile ? await profiles.open(request, persona) : undefined;
    if (profile?.kind === "sign-in") return c.text("Sign in to see your profile.", 401);
    if (profile?.cookie !== undefined) cookies.push(profile.cookie);
    const policies = readPolicies(index, ctx.switches);
    const nonce = randomBytes(16).toString("base64");
    const freezesNonce = ctx.switches.nonceInKeptOutput === "frozen" && usesNonce(policies);
    const redirects: string[] = [];
    const result = await renderer.render(request, page, target.language, {
      visitor: findVisitor(ctx, persona),
      anonymousPortalUser: ctx.switches.anonymousPortalUser,
      templateOfRewritePages: ctx.switches.templateOfRewritePages,
      services: {
        ...createPageServices({ ctx, index, request, persona, page, language: target.language, forms }),
        redirect: (location) => void redirects.push(location),
      },
      mayRead: (shown) => createReadCheck(index, reader)(shown, "page"),
      ...(profile && { profile: profile.html }),
      ...(target.status !== 200 && { refusedWith: target.status }),
      ...(ctx.switches.outputCache === "by-setting" && {
        keeping: {
          cache: outputCache,
          visitor: findOutputVisitor(ctx, request, persona),
          finish: (part: string) => (freezesNonce ? stampInlineScripts(part, nonce) : part),
        },
      }),
    });
    // `{% redirect %}` does not end the rendering; its first one counts
    const [wanted] = redirects;
    if (wanted !== undefined) return withCookies(c.redirect(wanted, 302), cookies);
    return withCookies(sendPage(ctx, { index, hostMap }, { ...result, status: target.status, nonce, policies }), cookies);
  };

  const answerCode = async (c: Context, persona: Persona, codeSite: CodeSite): Promise<Response> => {
    const { index, hostMap } = view();
    const policies = readPolicies(index, ctx.switches);
    const nonce = randomBytes(16).toString("base64");
    const answer = await showCodeSite({
      codeSite,
      index,
      path: new URL(c.req.url).pathname,
      reader: { ...persona, rulesWithoutPage: ctx.switches.rulesWithoutPage },
      nonce: usesNonce(policies) ? nonce : undefined,
      shellOnCodeSites: ctx.switches.shellOnCodeSites,
      visitor: findVisitor(ctx, persona),
      anonymousPortalUser: ctx.switches.anonymousPortalUser,
    });
    if (answer.kind === "sign-in") return c.text("Sign in to see this site.", 401);
    if (answer.kind === "none") return c.text(answer.message, answer.status);
    if (answer.kind === "file") return mapText(answer.response, hostMap);
    return sendPage(
      ctx,
      { index, hostMap },
      {
        html: answer.html,
        contentType: "text/html; charset=utf-8",
        problems: [],
        status: 200,
        nonce,
        policies,
        isRendered: ctx.switches.nonceInRootDocument === "stamped",
      },
    );
  };

  app.route("/", forms.app);
  app.get(resourceStringsPath, (c) =>
    c.body(renderResourceStrings(), 200, { "content-type": "text/javascript; charset=utf-8", "x-content-type-options": "nosniff" }),
  );
  app.get("*", (c) => {
    const persona = ctx.persona(c.req.raw);
    const { codeSite } = view();
    return codeSite === undefined ? answerClassic(c, persona) : answerCode(c, persona, codeSite);
  });
  app.post("*", async (c, next) => {
    const { index, codeSite } = view();
    const persona = ctx.persona(c.req.raw);
    const reader = { ...persona, rulesWithoutPage: ctx.switches.rulesWithoutPage };
    const path = new URL(c.req.url).pathname;
    const target: Target = findTarget(index, { path, chosenCode: getCookie(c, languageCookieName), reader });
    if (codeSite !== undefined || target.kind !== "page" || findRewritePage(index, target.page, ctx.switches) !== "profile") return next();
    // Others in front may have read it already; Hono keeps it.
    const refusal = await profiles.save(c.req.raw, persona, await c.req.text());
    if (refusal !== undefined) return refusal;
    return answerClassic(c, persona);
  });
  app.all("*", (c) => c.text("The emulated portal answers GET here.", 405, { allow: "GET, HEAD" }));
  return app;
}

function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}

/** Scripts and style sheets of the site may name tracking hosts too. */
async function mapText(response: Response, hostMap: HostMap): Promise<Response> {
  if (hostMap.hosts.length === 0 || !/javascript|json|text\//.test(response.headers.get("content-type") ?? "")) return response;
  return new Response(hostMap.apply(await response.text()), response);
}
