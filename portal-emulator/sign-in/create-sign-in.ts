import { Hono, type Context } from "hono";
import { findSettings } from "../../access/find-settings.ts";
import { antiForgeryName, tokenPath } from "../../contract/names.ts";
import type { AntiForgery } from "../anti-forgery/create-anti-forgery.ts";
import type { EmulatorContext } from "../emulator-context.ts";
import { perSite } from "../per-site.ts";
import { createSiteIndex } from "../portal/site-index.ts";
import { readCookieSettings } from "./cookie-settings.ts";
import { findPersona } from "./find-persona.ts";
import { findReturnPath } from "./return-path.ts";
import { plainPageHeaders, renderSignInPage } from "./sign-in-page.ts";
import type { Visitors } from "./visitors.ts";

export interface SignInParts {
  readonly ctx: EmulatorContext;
  readonly visitors: Visitors;
  readonly antiForgery: Pick<AntiForgery, "app" | "verify">;
}

/**
 * Of the portal's account pages, what a site's visitors and Microsoft's code-site samples use; the rest, and the administrators' page with the buttons that
 * clear the site's cache, says that it is not built.
 */
const notBuilt: ReadonlySet<string> = new Set([
  "/account/login/register",
  "/account/login/forgotpassword",
  "/account/login/resetpassword",
  "/account/login/redeeminvitation",
  "/account/login/termsandconditions",
  "/account/login/externallogincallback",
  "/account/login/externalloginconfirmation",
  "/account/login/externalauthenticationfailed",
  "/_services/about",
  "/_services/auth/authorize",
  "/_services/auth/token",
  "/_services/auth/publickey",
]);

/** Short and further addresses of account pages (open-source ancestor); a site's own page of the same address goes before them (assumed). */
const notBuiltWithoutPage = /^\/(?:register|account\/manage(?:\/.*)?)$/u;

/**
 * The portal's sign-in addresses; case does not count, and a language code may stand before them. The identity provider is a page of the emulator's own.
 * Documented are the addresses and fields; the pages' markup and the wording of errors are ours. `RememberMe` changes nothing: the cookie is the session's.
 * https://learn.microsoft.com/power-pages/security/authentication/configure-site
 */
export function createSignIn({ ctx, visitors, antiForgery }: SignInParts): Hono {
  const app = new Hono();
  const showForm = async (c: Context, returnPath: string, error?: string): Promise<Response> => {
    const token = await antiForgery.app.fetch(
      new Request(new URL(tokenPath, ctx.addresses.portal), { headers: { cookie: c.req.header("cookie") ?? "" } }),
    );
    const html = renderSignInPage({
      siteName: ctx.site().website.name,
      returnPath,
      tokenField: await token.text(),
      hasLocal: isOn(ctx, "LocalLoginEnabled"),
      hasExternal: isOn(ctx, "ExternalLoginEnabled"),
      ...(error === undefined ? {} : { error }),
    });
    const cookie = token.headers.get("set-cookie");
    return c.html(html, 200, { ...plainPageHeaders, ...(cookie === null ? {} : { "set-cookie": cookie }) });
  };

  /** Why a form is refused: its token is judged as the header of a Web API call is. */
  const refuseForm = (c: Context, form: URLSearchParams): Response | undefined => {
    const headers = { cookie: c.req.header("cookie") ?? "", [antiForgeryName]: form.get(antiForgeryName) ?? "" };
    const verdict = antiForgery.verify(new Request(c.req.url, { headers }));
    return verdict === "ok"
      ? undefined
      : // Of forms no status is documented; a 401 would lead to the sign-in page again.
        c.text("The required anti-forgery form field and cookie are missing or do not match.", 403);
  };

  const pages: Readonly<Record<string, Readonly<Record<string, (c: Context) => Promise<Response>>>>> = {
    "/signin": {
      GET: (c) => showForm(c, returnPathOf(ctx, new URL(c.req.url).searchParams)),
      async POST(c) {
        const form = await readForm(c);
        const refusal = refuseForm(c, form);
        if (refusal !== undefined) return refusal;
        const returnPath = returnPathOf(ctx, form, new URL(c.req.url).searchParams);
        if (!isOn(ctx, "LocalLoginEnabled")) return showForm(c, returnPath, "Local sign-in is switched off on this site.");
        const name = form.get("Email") ?? form.get("Username") ?? "";
        const found = (form.get("PasswordValue") ?? "") === "" ? undefined : await findPersona(ctx, name);
        if (found?.ok !== true) return showForm(c, returnPath, "Invalid sign-in attempt.");
        ctx.effect(c.req.raw, "signed in");
        return redirect(returnPath, { "set-cookie": visitors.signIn(found.contactId) });
      },
    },
    "/account/login/externallogin": {
      async POST(c) {
        const form = await readForm(c);
        const refusal = refuseForm(c, form);
        if (refusal !== undefined) return refusal;
        const provider = form.get("provider") ?? "";
        if (provider === "") return c.text("The form field provider is missing.", 400);
        const returnPath = returnPathOf(ctx, form, new URL(c.req.url).searchParams);
        if (!isOn(ctx, "ExternalLoginEnabled")) return showForm(c, returnPath, "External sign-in is switched off on this site.");
        const query = new URLSearchParams({ provider, returnUrl: returnPath });
        return redirect(`/_emulator/identity-provider?${query.toString()}`);
      },
    },
    "/account/login/logoff": { GET: async (c) => signOut(c), POST: async (c) => signOut(c) },
  };
  const signOut = (c: Context): Response => {
    if (ctx.persona(c.req.raw).contactId !== undefined) ctx.effect(c.req.raw, "signed out");
    // A portal's answer also makes the browser drop what it cached (open-source ancestor).
    return redirect(returnPathOf(ctx, new URL(c.req.url).searchParams), {
      "set-cookie": visitors.signOut(c.req.raw),
      "cache-control": "no-store",
      "clear-site-data": '"cache"',
    });
  };

  const cookieSettings = perSite(readCookieSettings);
  app.all("*", async (c, next) => {
    const path = withoutLanguage(ctx, new URL(c.req.url).pathname.toLowerCase());
    const isSignIn =
      path === cookieSettings(ctx.site()).loginPath.toLowerCase() || path === "/account/login" || path === "/account/login/login";
    const isLacking = notBuiltWithoutPage.test(path) && createSiteIndex(ctx.site()).pageByUrl(path) === undefined;
    if (notBuilt.has(path) || isLacking) return c.text(`Not built in the emulator: ${path}`, 501);
    const page = pages[isSignIn ? "/signin" : path];
    if (page === undefined) return next();
    if ([...new URL(c.req.url).searchParams.keys()].some((name) => name.toLowerCase() === "invitationcode"))
      return c.text("Not built in the emulator: invitations", 501);
    const method = c.req.method === "HEAD" ? "GET" : c.req.method;
    const answer = Object.hasOwn(page, method) ? page[method] : undefined;
    return answer === undefined ? c.text("Method not allowed", 405, { allow: Object.keys(page).join(", ") }) : answer(c);
  });
  return app;
}

/** `Authentication/Registration/...` are on unless they say false. https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity */
function isOn(ctx: EmulatorContext, name: string): boolean {
  return findSettings(ctx.site(), `Authentication/Registration/${name}`)[0]?.value?.trim().toLowerCase() !== "false";
}

/** Of the first that names one of this site; else the home page. */
function returnPathOf(ctx: EmulatorContext, ...sources: readonly URLSearchParams[]): string {
  const names = new Set(["returnurl", readCookieSettings(ctx.site()).returnUrlParameter.toLowerCase()]);
  const named = sources.flatMap((source) => [...source]).filter(([name]) => names.has(name.toLowerCase()));
  return named.map(([, value]) => findReturnPath(value, ctx.addresses.portal)).find((path) => path !== undefined) ?? "/";
}

function withoutLanguage(ctx: EmulatorContext, path: string): string {
  const [, first = "", ...rest] = path.replace(/\/+$/, "").split("/");
  return ctx.site().languages.some((language) => language.code.toLowerCase() === first)
    ? `/${rest.join("/")}`
    : `/${[first, ...rest].join("/")}`;
}

async function readForm(c: Context): Promise<URLSearchParams> {
  const type = c.req.header("content-type") ?? "";
  return new URLSearchParams(type.startsWith("application/x-www-form-urlencoded") ? await c.req.text() : "");
}

function redirect(location: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 302, headers: { location, ...headers } });
}
